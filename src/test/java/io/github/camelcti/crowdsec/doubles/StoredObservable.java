package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.ObservableView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** One observable of the platform. Guarded by {@link Platform}. */
final class StoredObservable {

  private static final String OPENCTI = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba";
  private static final String SCO = "extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82";

  final String internalId = UUID.randomUUID().toString();
  final String standardId;
  final String entityType;
  final String value;
  final Map<String, Marking> markings = new LinkedHashMap<>();
  final List<String> organizations = new ArrayList<>();
  final Map<String, String> labels = new LinkedHashMap<>();
  final Map<String, ObjectNode> references = new LinkedHashMap<>();
  String description;
  Integer score;
  private final String createdAt = Works.now();
  private String updatedAt = createdAt;

  /** A marking as an observable wears it. */
  record Marking(String standardId, String type, String definition) {

    private static final Map<String, String> TLP = Map.of(
        "TLP:CLEAR", "613f2e26-407d-48c7-9eca-b8e91df99dc9",
        "TLP:WHITE", "613f2e26-407d-48c7-9eca-b8e91df99dc9",
        "TLP:GREEN", "34098fce-860f-48ae-8e50-ebd3cc5e41da",
        "TLP:AMBER", "f88d31f6-486f-44da-b317-01333bde0b82",
        "TLP:AMBER+STRICT", "826578e1-40ad-459f-bc73-ede076f81f37",
        "TLP:RED", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed");

    /** The marking of that name: the fixed ids for TLP, an id made from the name for any other. */
    static Marking of(String definition) {
      UUID other = UUID.nameUUIDFromBytes(definition.getBytes(StandardCharsets.UTF_8));
      String id = "marking-definition--" + TLP.getOrDefault(definition, other.toString());
      int colon = definition.indexOf(':');
      return new Marking(id, colon < 0 ? "statement" : definition.substring(0, colon), definition);
    }

    static boolean isTlp(String standardId) {
      return TLP.values().stream().anyMatch(standardId::endsWith);
    }
  }

  StoredObservable(String standardId, String entityType, String value) {
    this.standardId = standardId;
    this.entityType = entityType;
    this.value = value;
  }

  /** Merges what a bundle says: nothing that is there is taken away, an empty text overwrites nothing. */
  void merge(ObjectNode sent, Map<String, String> sentLabels) {
    labels.putAll(sentLabels);
    for (String field : List.of("description", "x_opencti_description")) {
      if (!sent.path(field).asText("").isEmpty()) {
        description = sent.path(field).asText();
      }
    }
    if (sent.path("x_opencti_score").isInt()) {
      score = sent.path("x_opencti_score").intValue();
    }
    for (String field : List.of("external_references", "x_opencti_external_references")) {
      for (JsonNode reference : sent.path(field)) {
        references.put(Platform.referenceKey(reference), reference.deepCopy());
      }
    }
    updatedAt = Works.now();
  }

  ObservableView view() {
    List<String> urls = references.values().stream().filter(it -> it.hasNonNull("url"))
        .map(it -> it.path("url").asText()).toList();
    return new ObservableView(value, description, score, new LinkedHashMap<>(labels), urls);
  }

  /** As {@code stixCyberObservable} shows it. */
  Map<String, Object> asGraphQl() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", internalId);
    map.put("standard_id", standardId);
    map.put("entity_type", entityType);
    map.put("created_at", createdAt);
    map.put("updated_at", updatedAt);
    map.put("x_opencti_score", score);
    map.put("x_opencti_description", description);
    map.put("observable_value", value);
    map.put("value", value);
    map.put("objectMarking", markings.values().stream().map(it -> Map.of("id", it.standardId(),
        "standard_id", it.standardId(), "entity_type", "Marking-Definition", "definition_type", it.type(),
        "definition", it.definition())).toList());
    map.put("objectOrganization", organizations.stream()
        .map(it -> Map.of("id", it, "standard_id", it, "entity_type", "Organization")).toList());
    map.put("objectLabel", labels.entrySet().stream().map(it -> Map.of("id", "label--" + it.getKey(),
        "standard_id", "label--" + it.getKey(), "value", it.getKey(), "color", it.getValue())).toList());
    map.put("externalReferences", Map.of("edges", references.values().stream()
        .map(it -> Map.of("node", reference(it))).toList()));
    return map;
  }

  private static Map<String, Object> reference(ObjectNode reference) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (String field : List.of("source_name", "description", "url", "external_id")) {
      map.put(field, reference.hasNonNull(field) ? reference.path(field).asText() : null);
    }
    return map;
  }

  /** As the job message carries it. */
  ObjectNode asStix() {
    ObjectNode stix = JsonNodeFactory.instance.objectNode();
    stix.put("id", standardId);
    stix.put("spec_version", "2.1");
    stix.put("type", entityType.toLowerCase(Locale.ROOT));
    ObjectNode extensions = stix.putObject("extensions");
    ObjectNode openCti = extensions.putObject(OPENCTI);
    openCti.put("extension_type", "property-extension");
    openCti.put("id", internalId);
    openCti.put("type", entityType);
    openCti.put("created_at", createdAt);
    openCti.put("updated_at", updatedAt);
    openCti.put("is_inferred", false);
    openCti.putArray("creator_ids").add(Platform.USER_ID);
    addAll(openCti, "granted_refs", organizations);
    ObjectNode sco = extensions.putObject(SCO);
    sco.put("extension_type", "property-extension");
    addAll(sco, "labels", labels.keySet());
    if (description != null) {
      sco.put("description", description);
    }
    if (score != null) {
      sco.put("score", score);
    }
    if (!references.isEmpty()) {
      sco.putArray("external_references").addAll(references.values());
    }
    addAll(stix, "object_marking_refs", markings.keySet());
    stix.put("value", value);
    return stix;
  }

  /** The platform leaves empty lists out. */
  private static void addAll(ObjectNode node, String field, Iterable<String> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    values.forEach(array::add);
    if (!array.isEmpty()) {
      node.set(field, array);
    }
  }
}
