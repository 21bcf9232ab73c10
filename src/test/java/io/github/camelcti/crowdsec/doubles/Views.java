package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.SharedParts.Label;
import io.github.camelcti.crowdsec.doubles.StoredObservable.Marking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is stored, in the forms that the GraphQL schema of a generation gives to it. */
final class Views {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Integer> ORDER =
      Map.of("TLP:CLEAR", 1, "TLP:WHITE", 1, "TLP:GREEN", 2, "TLP:AMBER", 3, "TLP:AMBER+STRICT", 4, "TLP:RED", 5);

  /** The platform's name for the type of all sightings. */
  static final String SIGHTING = "stix-sighting-relationship";

  private final Generation generation;

  Views(Generation generation) {
    this.generation = generation;
  }

  /** As {@code stixCyberObservable} shows it. */
  Map<String, Object> observable(StoredObservable observable, SharedParts parts, Object createdBy) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", observable.internalId);
    map.put("standard_id", observable.standardId);
    map.put("entity_type", observable.entityType);
    map.put("parent_types",
        List.of("Basic-Object", "Stix-Object", "Stix-Core-Object", "Stix-Cyber-Observable"));
    map.put("created_at", observable.createdAt);
    map.put("updated_at", observable.updatedAt);
    map.put("x_opencti_score", observable.score);
    map.put("x_opencti_description", observable.description);
    map.put("observable_value", observable.value);
    map.put("value", observable.value);
    map.put("createdBy", createdBy);
    map.put("creators", List.of(Platform.USER));
    map.put("objectMarking", many(observable.markings.values().stream().map(Views::marking).toList()));
    map.put("objectOrganization", many(observable.organizations.stream().map(Views::organization).toList()));
    map.put("objectLabel", labels(observable.labels, parts));
    map.put("externalReferences", edges(observable.references.values().stream()
        .map(it -> parts.known(it).asGraphQl()).toList()));
    map.put("toStix", observable.asStix().toString());
    return map;
  }

  /** As the query or mutation for its type shows any other object. */
  Map<String, Object> object(ObjectNode stix, String internalId, SharedParts parts, Object createdBy) {
    Map<String, Object> map = new LinkedHashMap<>(plain(stix));
    map.put("id", internalId);
    map.put("standard_id", stix.path("id").asText());
    map.put("entity_type", entityType(stix));
    map.put("parent_types", List.of("Basic-Object", "Stix-Object", "Stix-Core-Object"));
    map.put("created_at", Works.now());
    map.put("updated_at", Works.now());
    map.put("createdBy", createdBy);
    map.put("creators", List.of(Platform.USER));
    map.put("attribute_abstract", stix.path("abstract").asText(null));
    map.put("attribute_count", stix.path("count").asInt(1));
    map.putIfAbsent("confidence", Platform.FULL_CONFIDENCE);
    map.putIfAbsent("revoked", false);
    if (stix.has(Upserts.BASE_SCORE)) {
      map.put("decayLiveDetails", Map.of("live_score",
          stix.path(Upserts.LIVE_SCORE).asInt(stix.path(Upserts.BASE_SCORE).asInt())));
    }
    map.putIfAbsent("x_opencti_negative", false);
    map.putIfAbsent("relationship_type", SIGHTING);
    map.put("objectMarking", many(strings(stix.path("object_marking_refs")).stream()
        .map(Marking::byId).filter(Objects::nonNull).map(Views::marking).toList()));
    map.put("objectOrganization", many(List.of()));
    map.put("objectLabel", labels(strings(stix.path("labels")), parts));
    List<Map<String, Object>> references = new ArrayList<>();
    stix.path("external_references").forEach(it -> references.add(parts.known(it).asGraphQl()));
    map.put("externalReferences", edges(references));
    map.put("toStix", stix.toString());
    return map;
  }

  /** The platform's name for the type of a STIX object. */
  static String entityType(ObjectNode stix) {
    return switch (stix.path("type").asText()) {
      case "identity" -> "individual".equalsIgnoreCase(stix.path("identity_class").asText())
          ? "Individual" : "Organization";
      case "location" -> stix.path("x_opencti_location_type").asText("Country");
      case "attack-pattern" -> "Attack-Pattern";
      case "relationship" -> stix.path("relationship_type").asText();
      case "sighting" -> SIGHTING;
      default -> capitalized(stix.path("type").asText());
    };
  }

  private static String capitalized(String type) {
    return type.isEmpty() ? type : Character.toUpperCase(type.charAt(0)) + type.substring(1);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> plain(JsonNode stix) {
    return JSON.convertValue(stix, Map.class);
  }

  static List<String> strings(JsonNode list) {
    List<String> strings = new ArrayList<>();
    list.forEach(it -> strings.add(it.asText()));
    return strings;
  }

  /** Of an organization that an observable is restricted to, no more is known than its id. */
  private static Map<String, Object> organization(String id) {
    return Map.of("id", id, "standard_id", id, "entity_type", "Organization", "name", id, "identity_class",
        "organization", "parent_types", List.of(), "revoked", false, "created_at", Works.now(), "updated_at",
        Works.now());
  }

  private static Map<String, Object> marking(Marking marking) {
    Map<String, Object> map = new LinkedHashMap<>(Map.of("id", marking.standardId(), "standard_id", marking.standardId(),
        "entity_type", "Marking-Definition", "definition", marking.definition(),
        "x_opencti_order", ORDER.getOrDefault(marking.definition(), 0)));
    map.put("definition_type", marking.type());
    return map;
  }

  private Object labels(Iterable<String> values, SharedParts parts) {
    List<Map<String, Object>> labels = new ArrayList<>();
    for (String value : values) {
      Label label = parts.label(value, null);
      labels.add(label.asGraphQl());
    }
    return many(labels);
  }

  /** Markings, labels and organizations: pages of edges at first, plain lists since 6. */
  private Object many(List<Map<String, Object>> nodes) {
    return generation.atLeast(Generation.V6_2) ? nodes : edges(nodes);
  }

  static Map<String, Object> edges(List<Map<String, Object>> nodes) {
    return Map.of("edges", nodes.stream().map(it -> Map.of("node", it)).toList());
  }
}
