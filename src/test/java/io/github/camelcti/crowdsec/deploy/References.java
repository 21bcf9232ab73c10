package io.github.camelcti.crowdsec.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Names of ConfigMaps, Secrets and accounts in objects, against those that are there. */
final class References {

  /** Where an object names another one, and of which kind it is. */
  private static final Map<String, String> FIELDS = Map.of("configMap", "ConfigMap", "configMapRef", "ConfigMap",
      "configMapKeyRef", "ConfigMap", "secretRef", "Secret", "secretKeyRef", "Secret", "secret", "Secret",
      "persistentVolumeClaim", "PersistentVolumeClaim");

  private static final List<String> NAMES = List.of("name", "secretName", "claimName");

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
    List<String> missing = new ArrayList<>();
    for (JsonNode object : objects) {
      look(object, (kind, reference) -> {
        String named = kind + " " + NAMES.stream().filter(reference::has).map(reference::path).findFirst().orElseThrow().asText();
        JsonNode target = there.get(named);
        if (target == null && !others.contains(named)) {
          missing.add(name(object) + " names " + named + ", which is not there");
        } else if (target != null && reference.has("key") && !target.path("data").has(reference.path("key").asText())) {
          missing.add(name(object) + " names the key " + reference.path("key").asText() + " of " + named + ", which it has not");
        }
      });
    }
    return missing;
  }

  private interface Found {
    void of(String kind, JsonNode reference);
  }

  private static void look(JsonNode node, Found found) {
    node.properties().forEach(field -> {
      if (FIELDS.containsKey(field.getKey()) && NAMES.stream().anyMatch(field.getValue()::has)) {
        found.of(FIELDS.get(field.getKey()), field.getValue());
      }
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
