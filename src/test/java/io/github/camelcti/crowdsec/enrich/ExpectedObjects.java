package io.github.camelcti.crowdsec.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.stix.StixIds;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The recorded objects on their way to what ours must be: each intended difference changes them. */
final class ExpectedObjects {

  static final String ORGANIZATION = "identity--5f18c204-0a7f-5061-a146-d29561d9c8aa";

  final GoldenRecord record;
  final JsonNode sample;
  final Observable observable;
  final EnrichmentSettings settings;
  final Collection<ObjectNode> objects;

  ExpectedObjects(GoldenRecord record) {
    this.record = record;
    this.sample = record.sample();
    this.observable = record.observable();
    this.settings = record.settings();
    this.objects = new java.util.ArrayList<>(record.pushed().values());
  }

  List<ObjectNode> all(String type) {
    return objects.stream().filter(object -> object.path("type").asText().equals(type)).toList();
  }

  ObjectNode observable() {
    return objects.stream()
        .filter(object -> object.path("id").asText().equals(observable.standardId()))
        .findFirst().orElseThrow();
  }

  /** The objects that say something about the observable. */
  List<ObjectNode> findings() {
    List<String> types = List.of("indicator", "note", "sighting", "relationship");
    return objects.stream().filter(object -> types.contains(object.path("type").asText())).toList();
  }

  /** What a sighting is about, whether indicator or observable. */
  String sighted(ObjectNode sighting) {
    return sighting.path("x_opencti_sighting_of_ref").asText(sighting.path("sighting_of_ref").asText());
  }

  String where(ObjectNode sighting) {
    return sighting.path("where_sighted_refs").path(0).asText();
  }

  ArrayNode array(Collection<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** CrowdSec's confidence as OpenCTI's. */
  int confidence() {
    return switch (sample.path("confidence").asText("")) {
      case "high" -> 90;
      case "medium" -> 60;
      case "low" -> 30;
      default -> 0;
    };
  }

  String anchored(String type, Map<String, ?> anchor) {
    return StixIds.anchored(type, anchor);
  }

  Map<String, ObjectNode> byId() {
    Map<String, ObjectNode> byId = new LinkedHashMap<>();
    objects.forEach(object -> byId.put(object.path("id").asText(), object));
    return byId;
  }
}
