package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.ObservableView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** One observable of the platform. Guarded by {@link Platform}. */
final class StoredObservable {

  private static final String OPENCTI = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba";
  private static final String SCO = "extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82";

  final String internalId;
  final String standardId;
  final String entityType;
  final String value;
  final Map<String, Marking> markings = new LinkedHashMap<>();
  final List<String> organizations = new ArrayList<>();
  final Set<String> labels = new LinkedHashSet<>();
  final Map<String, ObjectNode> references = new LinkedHashMap<>();
  String description;
  Integer score;
  String createdBy;
  final String createdAt;
  String updatedAt;

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

    /** The TLP marking of that id, null when it is none. */
    static Marking byId(String standardId) {
      // WHITE and CLEAR are one; the platform calls it by its newer name.
      return TLP.entrySet().stream()
          .filter(it -> standardId.endsWith(it.getValue()) && !it.getKey().equals("TLP:WHITE"))
          .map(it -> of(it.getKey())).findFirst().orElse(null);
    }
  }

  StoredObservable(String standardId, String entityType, String value) {
    this.internalId = UUID.randomUUID().toString();
    this.createdAt = Works.now();
    this.updatedAt = createdAt;
    this.standardId = standardId;
    this.entityType = entityType;
    this.value = value;
  }

  /** The same observable, for a draft to change. */
  StoredObservable(StoredObservable live) {
    this.internalId = live.internalId;
    this.createdAt = live.createdAt;
    this.updatedAt = live.updatedAt;
    this.standardId = live.standardId;
    this.entityType = live.entityType;
    this.value = live.value;
    this.description = live.description;
    this.score = live.score;
    this.createdBy = live.createdBy;
    this.markings.putAll(live.markings);
    this.organizations.addAll(live.organizations);
    this.labels.addAll(live.labels);
    this.references.putAll(live.references);
  }

  /** Merges what a bundle says: nothing that is there is taken away, an empty text overwrites nothing. */
  void merge(ObjectNode sent, List<String> sentLabels) {
    labels.addAll(sentLabels);
    for (String field : List.of("description", "x_opencti_description")) {
      if (!sent.path(field).asText("").isEmpty()) {
        description = sent.path(field).asText();
      }
    }
    if (sent.path("x_opencti_score").isInt()) {
      score = sent.path("x_opencti_score").intValue();
    }
    for (String field : List.of("created_by_ref", "x_opencti_created_by_ref")) {
      if (sent.path(field).isTextual()) {
        createdBy = sent.path(field).textValue();
      }
    }
    for (String field : List.of("external_references", "x_opencti_external_references")) {
      for (JsonNode reference : sent.path(field)) {
        references.put(SharedParts.key(reference), reference.deepCopy());
      }
    }
    updatedAt = Works.now();
  }

  ObservableView view(SharedParts parts) {
    List<String> urls = references.values().stream().filter(it -> it.hasNonNull("url"))
        .map(it -> it.path("url").asText()).toList();
    Map<String, String> colours = new LinkedHashMap<>();
    labels.forEach(label -> colours.put(label, parts.label(label, null).color()));
    return new ObservableView(value, description, score, colours, urls);
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
    addAll(sco, "labels", labels);
    if (description != null) {
      sco.put("description", description);
    }
    if (score != null) {
      sco.put("score", score);
    }
    if (createdBy != null) {
      sco.put("created_by_ref", createdBy);
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
