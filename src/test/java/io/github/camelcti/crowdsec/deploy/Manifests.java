package io.github.camelcti.crowdsec.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML documents as trees, and the schemas of {@code src/test/resources/deploy} for them. */
final class Manifests {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, Class<?>> TYPES = Map.of("v1 Namespace", V1Namespace.class, "v1 ConfigMap", V1ConfigMap.class,
      "v1 Service", V1Service.class, "v1 ServiceAccount", V1ServiceAccount.class, "v1 Pod", V1Pod.class,
      "v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class, "apps/v1 StatefulSet", V1StatefulSet.class, "apps/v1 Deployment", V1Deployment.class,
      "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class, "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class);

  private Manifests() {}

  /** All documents of a file. */
  static List<JsonNode> read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents of a text that are not empty; a key that comes twice is an error. */
  static List<JsonNode> parse(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadAllFromString(yaml).forEach(document -> {
      if (document != null) {
        documents.add(JSON.valueToTree(document));
      }
    });
    return documents;
  }

  /**
   * What is wrong with a Kubernetes object: by the schema of its kind, and for a pod also by the restricted level.
   *
   * @return one text for each fault, with its place
   */
  static List<String> faults(JsonNode object) {
    String kind = object.path("kind").asText();
    Class<?> type = TYPES.get(object.path("apiVersion").asText() + " " + kind);
    ObjectNode schema = (ObjectNode) schema("kubernetes");
    if (type == null && !schema.path("$defs").has(kind)) {
      return List.of("no type and no schema for " + object.path("apiVersion").asText() + " " + kind);
    }
    List<String> faults = new ArrayList<>(
        type == null ? faults(schema.put("$ref", "#/$defs/" + kind), object) : faults(type, object));
    JsonNode pod = kind.equals("Pod") ? object.path("spec") : object.at("/spec/template/spec");
    if (pod.isObject()) {
      faults.addAll(RestrictedLevel.faults(pod));
    }
    return faults;
  }

  /** What Kubernetes' own client, whose types are generated from its API, says of an object. */
  private static List<String> faults(Class<?> type, JsonNode object) {
    try {
      type.getMethod("validateJsonElement", JsonElement.class).invoke(null, JsonParser.parseString(object.toString()));
      type.getMethod("fromJson", String.class).invoke(null, object.toString());
      return List.of();
    } catch (InvocationTargetException e) {
      return List.of(e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** What a schema says of a tree. */
  static List<String> faults(JsonNode schema, JsonNode tree) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema).validate(tree).stream()
        .map(ValidationMessage::getMessage).toList();
  }

  static JsonNode schema(String name) {
    try (InputStream in = Manifests.class.getResourceAsStream("/deploy/" + name + ".schema.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
