package io.github.camelcti.crowdsec.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What the operator of Camel K makes of an Integration whose image is given ("self-managed") and of a Pipe: facts of its traits
 * container, deployment, environment, mount, health, security-context and pod and of its bindings, which are the same from 2.9.0
 * to 2.10.1.
 */
public final class CamelKOperator {

  private static final ObjectMapper JSON = new ObjectMapper();
  /** What the operator adds to every container. */
  private static final List<String> ITS_VARIABLES = List.of("CAMEL_K_DIGEST=x", "CAMEL_K_CONF=/etc/camel/application.properties",
      "CAMEL_K_CONF_D=/etc/camel/conf.d", "CAMEL_K_VERSION=2.10.1", "CAMEL_K_OPERATOR_ID=camel-k",
      "CAMEL_K_INTEGRATION=crowdsec-connector", "CAMEL_K_RUNTIME_VERSION=3.15.3",
      "CAMEL_K_MOUNT_PATH_CONFIGMAPS=/etc/camel/conf.d/_configmaps", "CAMEL_K_MOUNT_PATH_SECRETS=/etc/camel/conf.d/_secrets",
      "NAMESPACE=crowdsec-connector", "POD_NAME=crowdsec-connector-0");

  private CamelKOperator() {}

  /**
   * The route of a Pipe of Kamelets.
   *
   * @param folder gets the route, as {@code binding.camel.yaml}
   * @return the properties that go with it; those of a Kamelet's properties carry the place that it has in the Pipe
   */
  public static Map<String, String> bind(Path pipe, Path folder) throws IOException {
    JsonNode spec = Manifests.read(pipe).get(0).path("spec");
    Map<String, String> properties = new HashMap<>(Map.of("camel.component.kamelet.no-error-handler", "false"));
    ObjectNode route = JSON.createObjectNode().put("id", "binding");
    ObjectNode from = route.putObject("from").put("uri", "kamelet:" + bound(spec.path("source"), "source", properties));
    ArrayNode steps = from.putArray("steps");
    for (int at = 0; at < spec.path("steps").size(); at++) {
      steps.addObject().putObject("kamelet").put("name", bound(spec.path("steps").path(at), "action-" + at, properties));
    }
    steps.addObject().put("to", "kamelet:" + bound(spec.path("sink"), "sink", properties));
    Files.writeString(folder.resolve("binding.camel.yaml"), JSON.createArrayNode().add(JSON.createObjectNode().set("route", route)).toString());
    return properties;
  }

  private static String bound(JsonNode end, String id, Map<String, String> properties) {
    String name = end.at("/ref/name").asText();
    end.path("properties").properties().forEach(property ->
        properties.put("camel.kamelet." + name + "." + id + "." + property.getKey(), property.getValue().asText()));
    return name + "/" + id;
  }

  /** The Deployment of an Integration. */
  static ObjectNode deployment(JsonNode integration) {
    JsonNode traits = integration.at("/spec/traits");
    String name = integration.at("/metadata/name").asText();
    if (!traits.at("/container").has("image")) {
      throw new IllegalArgumentException(name + " has no image, so the operator would build one");
    }
    ObjectNode deployment = JSON.createObjectNode().put("apiVersion", "apps/v1").put("kind", "Deployment");
    deployment.putObject("metadata").put("name", name).put("namespace", integration.at("/metadata/namespace").asText("default"));
    ObjectNode spec = deployment.putObject("spec").put("replicas", integration.at("/spec/replicas").asInt(1))
        .put("progressDeadlineSeconds", traits.at("/deployment/progressDeadlineSeconds").asInt(60));
    spec.putObject("selector").putObject("matchLabels").put("camel.apache.org/integration", name);
    if (traits.at("/deployment").has("strategy")) {
      spec.putObject("strategy").set("type", traits.at("/deployment/strategy"));
    }
    ObjectNode template = spec.putObject("template");
    template.putObject("metadata").putObject("labels").put("camel.apache.org/integration", name);
    ObjectNode pod = template.putObject("spec").put("serviceAccountName", integration.at("/spec/serviceAccountName").asText());
    pod.set("securityContext", securityContext(traits.at("/security-context")));
    ObjectNode container = pod.putArray("containers").addObject();
    container(container, traits);
    mounts(container, pod.putArray("volumes"), traits.at("/mount"));
    merge(pod, integration.at("/spec/template/spec"));
    return deployment;
  }

  private static void container(ObjectNode container, JsonNode traits) {
    JsonNode trait = traits.at("/container");
    container.put("name", trait.path("name").asText("integration")).set("image", trait.path("image"));
    if (trait.has("imagePullPolicy")) {
      container.set("imagePullPolicy", trait.path("imagePullPolicy"));
    }
    ArrayNode env = container.putArray("env");
    ITS_VARIABLES.forEach(variable -> variable(env, variable));
    traits.at("/environment/vars").forEach(variable -> variable(env, variable.asText()));
    ObjectNode resources = container.putObject("resources");
    resources.putObject("requests").put("cpu", trait.path("requestCPU").asText("125m"))
        .put("memory", trait.path("requestMemory").asText("128Mi"));
    resources.putObject("limits").put("cpu", trait.path("limitCPU").asText("500m"))
        .put("memory", trait.path("limitMemory").asText("512Mi"));
    trait.path("ports").forEach(port -> {
      String[] parts = port.asText().split(";");
      container.withArray("ports").addObject().put("name", parts[0]).put("containerPort", Integer.parseInt(parts[1]))
          .put("protocol", parts.length > 2 ? parts[2] : "TCP");
    });
    ObjectNode security = securityContext(trait);
    security.put("allowPrivilegeEscalation", trait.path("allowPrivilegeEscalation").asBoolean(false));
    ArrayNode drop = security.putObject("capabilities").putArray("drop");
    (trait.has("capabilitiesDrop") ? trait.path("capabilitiesDrop") : JSON.createArrayNode().add("ALL")).forEach(drop::add);
    container.set("securityContext", security);
    if (traits.at("/health/enabled").asBoolean()) {
      probe(container, traits.at("/health"), "liveness", false);
      probe(container, traits.at("/health"), "readiness", true);
      probe(container, traits.at("/health"), "startup", false);
    }
  }

  private static void variable(ArrayNode env, String variable) {
    String[] parts = variable.split("=", 2);
    env.addObject().put("name", parts[0].strip()).put("value", parts[1].strip());
  }

  private static ObjectNode securityContext(JsonNode trait) {
    ObjectNode context = JSON.createObjectNode().put("runAsNonRoot", trait.path("runAsNonRoot").asBoolean(false));
    context.putObject("seccompProfile").put("type", trait.path("seccompProfileType").asText("RuntimeDefault"));
    if (trait.has("runAsUser")) {
      context.set("runAsUser", trait.path("runAsUser"));
    }
    return context;
  }

  private static void probe(ObjectNode container, JsonNode health, String kind, boolean unasked) {
    if (!health.path(kind + "ProbeEnabled").asBoolean(unasked)) {
      return;
    }
    ObjectNode probe = container.putObject(kind + "Probe");
    probe.putObject("httpGet").put("path", health.path(kind + "Probe").asText("/q/health/" + kind))
        .put("port", health.path(kind + "Port").asInt(8080)).put("scheme", health.path(kind + "Scheme").asText("HTTP"));
    List.of("periodSeconds/Period", "timeoutSeconds/Timeout", "failureThreshold/FailureThreshold").forEach(field -> {
      String[] names = field.split("/");
      if (health.has(kind + names[1])) {
        probe.set(names[0], health.path(kind + names[1]));
      }
    });
  }

  private static void mounts(ObjectNode container, ArrayNode volumes, JsonNode mount) {
    Set<String> names = new HashSet<>();
    for (String kind : List.of("configs", "resources")) {
      for (JsonNode entry : mount.path(kind)) {
        String[] parts = entry.asText().split("[:@]");
        String[] nameAndKey = parts[1].split("/");
        // The operator gives the second volume of one name a number, and names the Secret after it, too.
        String name = nameAndKey[0];
        for (int number = 1; !names.add(name); number++) {
          name = nameAndKey[0] + "-" + number;
        }
        String folder = "/etc/camel/" + (kind.equals("configs") ? "conf.d/_" : "resources.d/_") + parts[0] + "s/" + name;
        ObjectNode volume = volumes.addObject().put("name", name);
        ObjectNode source = parts[0].equals("secret") ? volume.putObject("secret").put("secretName", name)
            : volume.putObject("configMap").put("name", name);
        ObjectNode mounted = mounted(container, name, parts.length > 2 ? parts[2] : folder).put("readOnly", true);
        if (nameAndKey.length > 1) {
          String file = parts.length > 2 ? Path.of(parts[2]).getFileName().toString() : nameAndKey[1];
          source.putArray("items").addObject().put("key", nameAndKey[1]).put("path", file);
          if (parts.length > 2) {
            mounted.put("subPath", file);
          }
        }
      }
    }
    for (JsonNode entry : mount.path("volumes")) {
      String[] parts = entry.asText().split(":");
      volumes.addObject().put("name", parts[0]).putObject("persistentVolumeClaim").put("claimName", parts[0]);
      mounted(container, parts[0], parts[1]);
    }
    for (JsonNode entry : mount.path("emptyDirs")) {
      String[] parts = entry.asText().split(":");
      volumes.addObject().put("name", parts[0]).putObject("emptyDir").put("sizeLimit", parts.length > 2 ? parts[2] : "500Mi");
      mounted(container, parts[0], parts[1]);
    }
  }

  private static ObjectNode mounted(ObjectNode container, String name, String path) {
    return container.withArray("volumeMounts").addObject().put("name", name).put("mountPath", path);
  }

  /** As strategic merges do: objects field by field, lists entry by entry by name. */
  private static void merge(ObjectNode into, JsonNode patch) {
    patch.properties().forEach(field -> {
      JsonNode old = into.path(field.getKey());
      if (old.isObject()) {
        merge((ObjectNode) old, field.getValue());
      } else if (old.isArray() && field.getValue().path(0).has("name")) {
        field.getValue().forEach(entry -> StreamSupport.stream(old.spliterator(), false)
            .filter(it -> it.path("name").equals(entry.path("name"))).findFirst()
            .ifPresentOrElse(it -> merge((ObjectNode) it, entry), () -> ((ArrayNode) old).add(entry)));
      } else {
        into.set(field.getKey(), field.getValue());
      }
    });
  }
}
