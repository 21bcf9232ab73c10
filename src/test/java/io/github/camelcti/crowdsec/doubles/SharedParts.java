package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.stix.StixIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Labels and external references: objects of their own, which others share. Guarded by {@link Platform}. */
final class SharedParts {

  /** A label, its value in lower case. */
  record Label(String id, String standardId, String value, String color) {

    Map<String, Object> asGraphQl() {
      return Map.of("id", id, "standard_id", standardId, "entity_type", "Label", "value", value,
          "color", color);
    }

    ObjectNode asStix() {
      return JsonNodeFactory.instance.objectNode().put("type", "label").put("id", standardId)
          .put("value", value).put("color", color);
    }
  }

  /** An external reference with what a bundle or a mutation said about it. */
  record Reference(String id, String standardId, ObjectNode stix) {

    Map<String, Object> asGraphQl() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("id", id);
      map.put("standard_id", standardId);
      map.put("entity_type", "External-Reference");
      for (String field : List.of("source_name", "description", "url", "external_id")) {
        map.put(field, stix.hasNonNull(field) ? stix.path(field).asText() : null);
      }
      return map;
    }

    ObjectNode asStix() {
      return stix.deepCopy().put("type", "external-reference").put("id", standardId);
    }
  }

  private final Map<String, Label> labels = new LinkedHashMap<>();
  private final Map<String, Reference> references = new LinkedHashMap<>();

  /** The same ones, for a draft to add to. */
  SharedParts copy() {
    SharedParts copy = new SharedParts();
    copy.labels.putAll(labels);
    copy.references.putAll(references);
    return copy;
  }

  /** The label of that value: one that is there keeps its colour. */
  Label label(String sentValue, String colour) {
    String value = sentValue.trim().toLowerCase(Locale.ROOT);
    // Without a colour the platform draws lots; the double makes one from the name, so that runs are alike.
    String drawn = String.format("#%06x", value.hashCode() & 0xffffff);
    return labels.computeIfAbsent(value, key -> new Label(UUID.randomUUID().toString(),
        StixIds.of("label", Map.of("value", value)).orElseThrow(), value, colour == null ? drawn : colour));
  }

  /** The label of that value with that colour, also when it had another. */
  Label recolour(String value, String colour) {
    Label label = label(value, colour);
    Label recoloured = new Label(label.id(), label.standardId(), label.value(),
        colour == null ? label.color() : colour);
    labels.put(label.value(), recoloured);
    return recoloured;
  }

  /** By internal id, standard id or value; null when unknown. */
  Label findLabel(String idOrValue) {
    return labels.values().stream()
        .filter(it -> List.of(it.id(), it.standardId(), it.value()).contains(idOrValue))
        .findFirst().orElse(null);
  }

  List<Label> labels() {
    return List.copyOf(labels.values());
  }

  /** The reference to that address, or else to that id of that source; what it says of it is replaced. */
  Reference reference(JsonNode sent) {
    Reference known = references.get(key(sent));
    Map<String, Object> naming = new LinkedHashMap<>();
    for (String field : List.of("url", "source_name", "external_id")) {
      if (sent.hasNonNull(field)) {
        naming.put(field, sent.path(field).asText());
      }
    }
    Reference reference = new Reference(
        known == null ? UUID.randomUUID().toString() : known.id(),
        StixIds.of("external-reference", naming).orElse("external-reference--" + new UUID(0, 0)),
        known == null ? sent.deepCopy() : known.stix().deepCopy().setAll((ObjectNode) sent));
    references.put(key(sent), reference);
    return reference;
  }

  /** The reference to that address, as it is when it is there. */
  Reference known(JsonNode reference) {
    Reference known = references.get(key(reference));
    return known == null ? reference(reference) : known;
  }

  /** By internal or standard id; null when unknown. */
  Reference findReference(String id) {
    return references.values().stream().filter(it -> it.id().equals(id) || it.standardId().equals(id))
        .findFirst().orElse(null);
  }

  List<Reference> references() {
    return List.copyOf(references.values());
  }

  /** References are the same when their address is, else when source and id are. */
  static String key(JsonNode reference) {
    return reference.hasNonNull("url") ? reference.path("url").asText()
        : reference.path("source_name").asText() + "|" + reference.path("external_id").asText();
  }
}
