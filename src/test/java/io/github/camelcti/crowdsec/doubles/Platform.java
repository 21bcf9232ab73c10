package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the platform holds: observables, labels and all other objects by STIX id. All methods are thread-safe. */
final class Platform {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OBSERVABLES = Set.of("ipv4-addr", "ipv6-addr", "domain-name");
  private static final Set<String> KEPT_UNDER_LOW_CONFIDENCE = Set.of("name", "description", "confidence");

  private final Map<String, Stored> observables = new LinkedHashMap<>();
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  private final Map<String, String> labelColors = new LinkedHashMap<>();

  synchronized String addObservable(String entityType, String value, String description, List<String> tlp) {
    String standardId = Ids.observable(entityType.toLowerCase(Locale.ROOT), value);
    Stored stored = observables.computeIfAbsent(standardId, id -> new Stored(id, entityType, value));
    stored.description = description == null ? stored.description : description;
    stored.markings = List.copyOf(tlp);
    return standardId;
  }

  synchronized Map<String, Object> read(String id) {
    Stored stored = byAnyId(id);
    return stored == null ? null : stored.asGraphQl(labelColors);
  }

  synchronized OpenCtiDouble.ObservableView view(String id) {
    Stored stored = byAnyId(id);
    if (stored == null) {
      throw new IllegalArgumentException("there is no observable " + id);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    stored.labels.forEach(label -> labels.put(label, labelColors.get(label)));
    return new OpenCtiDouble.ObservableView(stored.standardId, stored.value, stored.description, stored.score, labels,
        List.copyOf(stored.references.keySet()));
  }

  synchronized String stixOf(String id) {
    Stored stored = byAnyId(id);
    ObjectNode stix = JSON.createObjectNode();
    stix.put("id", id);
    stix.put("spec_version", "2.1");
    if (stored != null) {
      stix.put("type", stored.entityType.toLowerCase(Locale.ROOT));
      stix.put("value", stored.value);
      // The key that shadows x_opencti_tags, as soon as there is a label (observed on 6.9.10).
      ObjectNode extension = stix.putObject("extensions")
          .putObject("extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82");
      stored.labels.forEach(extension.putArray("labels")::add);
      stored.markings.forEach(stix.putArray("object_marking_refs")::add);
    }
    return stix.toString();
  }

  synchronized String entityType(String id) {
    Stored stored = byAnyId(id);
    return stored == null ? "IPv4-Addr" : stored.entityType;
  }

  synchronized List<JsonNode> objects(String type) {
    return objects.values().stream().filter(o -> type.equals(o.path("type").asText())).map(o -> (JsonNode) o).toList();
  }

  synchronized boolean has(String id) {
    return observables.containsKey(id) || objects.containsKey(id) || Ids.TLP.containsValue(id);
  }

  /** Takes one object of a bundle in; returns what is wrong with it, or null. */
  synchronized String upsert(ObjectNode sent) {
    String type = sent.path("type").asText();
    if (OBSERVABLES.contains(type)) {
      String value = sent.path("value").asText();
      String entityType = type.equals("ipv6-addr") ? "IPv6-Addr" : type.equals("ipv4-addr") ? "IPv4-Addr" : "Domain-Name";
      merge(observables.computeIfAbsent(sent.path("id").asText(), id -> new Stored(id, entityType, value)), sent);
      return null;
    }
    if (sent.has("name") && sent.path("name").asText().length() < 2) {
      return "BAD_USER_INPUT: name must have at least 2 characters";
    }
    if (!sent.path("first_seen").isMissingNode()
        && sent.path("first_seen").asText().compareTo(sent.path("last_seen").asText()) > 0) {
      return "DATABASE_ERROR: You cant create a relation with last_seen less than first_seen";
    }
    ObjectNode stored = objects.computeIfAbsent(sent.path("id").asText(), id -> JSON.createObjectNode());
    boolean weaker = stored.has("confidence") && sent.path("confidence").asInt(100) < stored.path("confidence").asInt();
    for (Map.Entry<String, JsonNode> property : sent.properties()) {
      if (!weaker || !stored.has(property.getKey()) || !KEPT_UNDER_LOW_CONFIDENCE.contains(property.getKey())) {
        stored.set(property.getKey(), property.getValue());
      }
    }
    return null;
  }

  private void merge(Stored stored, JsonNode sent) {
    // The first of these that is present is used alone (observed on 6.9.10).
    JsonNode labels = sent.has("labels") ? sent.get("labels")
        : sent.has("x_opencti_labels") ? sent.get("x_opencti_labels") : sent.path("x_opencti_tags");
    for (JsonNode label : labels) {
      String value = (label.isTextual() ? label.asText() : label.path("value").asText()).strip().toLowerCase(Locale.ROOT);
      if (!value.isEmpty()) {
        labelColors.putIfAbsent(value, label.path("color").asText("#000000"));
        if (!stored.labels.contains(value)) {
          stored.labels.add(value);
        }
      }
    }
    for (JsonNode reference : sent.path("external_references")) {
      if (!reference.path("url").asText("").isEmpty()) {
        stored.references.put(reference.path("url").asText(), reference.path("source_name").asText());
      }
    }
    String description = sent.path("x_opencti_description").asText("");
    stored.description = description.isEmpty() ? stored.description : description;
    stored.score = sent.has("x_opencti_score") ? Integer.valueOf(sent.path("x_opencti_score").asInt()) : stored.score;
  }

  private Stored byAnyId(String id) {
    Stored stored = observables.get(id);
    return stored != null ? stored
        : observables.values().stream().filter(o -> o.internalId.equals(id)).findFirst().orElse(null);
  }

  private static final class Stored {

    private final String internalId = UUID.randomUUID().toString();
    private final String standardId;
    private final String entityType;
    private final String value;
    private final List<String> labels = new ArrayList<>();
    private final Map<String, String> references = new LinkedHashMap<>();
    private String description;
    private Integer score;
    private List<String> markings = List.of();

    private Stored(String standardId, String entityType, String value) {
      this.standardId = standardId;
      this.entityType = entityType;
      this.value = value;
    }

    private Map<String, Object> asGraphQl(Map<String, String> colors) {
      Map<String, Object> observable = new LinkedHashMap<>();
      observable.put("id", internalId);
      observable.put("standard_id", standardId);
      observable.put("entity_type", entityType);
      observable.put("observable_value", value);
      observable.put("value", value);
      observable.put("x_opencti_description", description);
      observable.put("x_opencti_score", score);
      observable.put("objectMarking", markings.stream().map(Stored::marking).toList());
      observable.put("objectOrganization", List.of());
      observable.put("objectLabel", labels.stream().map(label -> Map.of("id", label, "value", label, "color", colors.get(label)))
          .toList());
      return observable;
    }

    private static Map<String, Object> marking(String definition) {
      boolean tlp = Ids.TLP.containsKey(definition);
      return Map.of(
          "id", definition,
          "standard_id", tlp ? Ids.TLP.get(definition) : "marking-definition--00000000-0000-4000-8000-000000000000",
          "definition_type", definition.substring(0, Math.max(definition.indexOf(':'), 0)),
          "definition", definition);
    }
  }
}
