package io.github.camelcti.crowdsec.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** YAML documents as trees, and the schemas of {@code src/test/resources/deploy} for them. */
final class Manifests {

  private static final ObjectMapper JSON = new ObjectMapper();

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
    ObjectNode schema = (ObjectNode) schema("kubernetes");
    if (!schema.path("$defs").has(kind)) {
      return List.of("no schema for kind '" + kind + "'");
    }
    List<String> faults = new ArrayList<>(faults(schema.put("$ref", "#/$defs/" + kind), object));
    if (object.at("/spec/template/spec").isObject()) {
      faults.addAll(RestrictedLevel.faults(object.at("/spec/template/spec")));
    }
    return faults;
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
