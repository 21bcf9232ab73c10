package io.github.camelcti.crowdsec.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What objects say of each other: names of ConfigMaps, Secrets, accounts, ports and volumes, and labels of pods. */
final class References {

  /** Where an object names another one, and of which kind it is. */
  private static final Map<String, String> FIELDS = Map.of("configMap", "ConfigMap", "configMapRef", "ConfigMap",
      "configMapKeyRef", "ConfigMap", "secretRef", "Secret", "secretKeyRef", "Secret", "secret", "Secret",
      "imagePullSecrets", "Secret", "secretTargetRef", "Secret", "authenticationRef", "TriggerAuthentication");
  /** The same, where the name stands in the field itself. */
  private static final Map<String, String> NAMES =
      Map.of("serviceAccountName", "ServiceAccount", "serviceName", "Service", "claimName", "PersistentVolumeClaim");
  /** Fields that name a port of a container, unless they have its number. */
  private static final Set<String> PORTS = Set.of("port", "targetPort");
  /** Fields that choose pods by their labels, in the kinds that are about the pods of the same release. */
  private static final Map<String, String> SELECTORS = Map.of("Service", "/spec/selector", "StatefulSet", "/spec/selector/matchLabels",
      "NetworkPolicy", "/spec/podSelector/matchLabels", "PodDisruptionBudget", "/spec/selector/matchLabels",
      "PodMonitor", "/spec/selector/matchLabels");

  private References() {}

  /**
   * What is named and not there.
   *
   * @param objects all that is applied together
   * @param others kinds and names of what is made in another way: {@code Secret x}
   * @return who names what, a text each; also keys that a ConfigMap does not have
   */
  static List<String> missing(List<JsonNode> objects, Set<String> others) {
    Map<String, JsonNode> there = objects.stream().collect(Collectors.toMap(References::name, object -> object, (one, two) -> one));
    List<JsonNode> pods = objects.stream().map(object -> object.at("/spec/template")).filter(JsonNode::isObject).toList();
    Set<String> ports = new HashSet<>();
    pods.forEach(pod -> pod.findValues("ports").forEach(list -> ports.addAll(list.findValuesAsText("name"))));
    List<String> missing = new ArrayList<>();
    for (JsonNode object : objects) {
      BiConsumer<String, JsonNode> target = (named, reference) -> {
        JsonNode found = there.get(named);
        if (found == null && !others.contains(named)) {
          missing.add(name(object) + " names " + named + ", which is not there");
        }
        keys(reference).filter(key -> found != null && !found.path("data").has(key)).forEach(key ->
            missing.add(name(object) + " names the key " + key + " of " + named + ", which it has not"));
      };
      look(object, (field, value) -> {
        if (FIELDS.containsKey(field)) {
          (value.isArray() ? value : List.of(value)).forEach(reference -> {
            if (reference.has("name") || reference.has("secretName")) {
              target.accept(FIELDS.get(field) + " " + reference.path("name").asText(reference.path("secretName").asText()), reference);
            }
          });
        } else if (NAMES.containsKey(field)) {
          target.accept(NAMES.get(field) + " " + value.asText(), value);
        } else if (field.equals("scaleTargetRef")) {
          target.accept(value.path("kind").asText() + " " + value.path("name").asText(), value);
        } else if (PORTS.contains(field) && value.isTextual() && !ports.contains(value.asText())) {
          missing.add(name(object) + " names the " + field + " " + value.asText() + ", which no container has");
        }
      });
      volumes(object, missing);
      JsonNode chosen = object.at(SELECTORS.getOrDefault(object.path("kind").asText(), "/none"));
      if (chosen.isObject() && !pods.isEmpty() && pods.stream().noneMatch(pod -> has(pod.at("/metadata/labels"), chosen))) {
        missing.add(name(object) + " selects no pod with " + chosen);
      }
    }
    return missing;
  }

  /** Mounts of volumes that the pod does not have. */
  private static void volumes(JsonNode object, List<String> missing) {
    JsonNode pod = object.path("kind").asText().equals("Pod") ? object.path("spec") : object.at("/spec/template/spec");
    Set<String> volumes = new HashSet<>();
    pod.path("volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
    object.at("/spec/volumeClaimTemplates").forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
    pod.path("containers").forEach(container -> container.path("volumeMounts").forEach(mount -> {
      if (!volumes.contains(mount.path("name").asText())) {
        missing.add(name(object) + " mounts the volume " + mount.path("name").asText() + ", which it has not");
      }
    }));
  }

  private static Stream<String> keys(JsonNode reference) {
    List<String> keys = new ArrayList<>(reference.path("items").findValuesAsText("key"));
    if (reference.has("key")) {
      keys.add(reference.path("key").asText());
    }
    return keys.stream();
  }

  private static boolean has(JsonNode labels, JsonNode chosen) {
    return chosen.properties().stream().allMatch(label -> labels.path(label.getKey()).equals(label.getValue()));
  }

  private static void look(JsonNode node, BiConsumer<String, JsonNode> found) {
    node.properties().forEach(field -> {
      found.accept(field.getKey(), field.getValue());
      look(field.getValue(), found);
    });
    if (node.isArray()) {
      node.forEach(entry -> look(entry, found));
    }
  }

  private static String name(JsonNode object) {
    return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
  }
}
