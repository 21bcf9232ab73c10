package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.uuid.Generators;
import inet.ipaddr.IPAddressString;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.ObservableView;
import io.github.camelcti.crowdsec.doubles.StoredObservable.Marking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** What the platform knows: connectors, observables and every other STIX object. Thread-safe. */
final class Platform {

  static final String USER_ID = "88ec0c6a-13ce-5e39-b486-354fe4a7084f";

  private static final UUID NAMESPACE = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");
  private static final List<String> OBSERVABLE_TYPES = List.of("IPv4-Addr", "IPv6-Addr", "Domain-Name");

  /** What an object without a confidence is given: the highest one its user may give. */
  private static final int FULL_CONFIDENCE = 100;

  /** A registered connector. */
  private static final class Connector {
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private int pings;
  }

  private final Map<String, Connector> connectors = new LinkedHashMap<>();
  private final Map<String, StoredObservable> observables = new LinkedHashMap<>();
  private final Map<String, String> observableIds = new LinkedHashMap<>();
  private final Map<String, String> labelColours = new LinkedHashMap<>();
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  private String lastRegistered;

  // Connectors

  /** Registers or updates. */
  synchronized Map<String, Object> register(Map<String, Object> input) {
    String id = (String) input.get("id");
    Connector connector = connectors.computeIfAbsent(id, key -> new Connector());
    Map<String, Object> fields = connector.fields;
    fields.putIfAbsent("created_at", Works.now());
    fields.put("updated_at", Works.now());
    for (String name : List.of("id", "name", "auto", "auto_update", "only_contextual", "playbook_compatible",
        "enrichment_resolution", "listen_callback_uri")) {
      fields.put(name, input.get(name));
    }
    fields.put("connector_type", String.valueOf(input.get("type")));
    fields.put("connector_scope", input.getOrDefault("scope", List.of()));
    fields.put("connector_user_id", USER_ID);
    fields.put("active", true);
    fields.put("built_in", false);
    lastRegistered = id;
    return new LinkedHashMap<>(fields);
  }

  synchronized Map<String, Object> ping(String id, String state, Map<String, Object> info) {
    Connector connector = connectors.get(id);
    if (connector == null) {
      throw PlatformError.functional("No connector found with the specified ID", "id", id);
    }
    connector.pings++;
    connector.fields.put("connector_state", state);
    connector.fields.put("updated_at", Works.now());
    if (info != null) {
      connector.fields.put("connector_info", info);
    }
    return new LinkedHashMap<>(connector.fields);
  }

  synchronized void unregister(String id) {
    connectors.remove(id);
    if (id.equals(lastRegistered)) {
      lastRegistered = null;
    }
  }

  synchronized boolean registered(String id) {
    return connectors.containsKey(id);
  }

  synchronized String lastRegistered() {
    return lastRegistered;
  }

  synchronized Map<String, Object> connector(String id) {
    Connector connector = connectors.get(id);
    return connector == null ? null : new LinkedHashMap<>(connector.fields);
  }

  synchronized int pings(String id) {
    return connectors.containsKey(id) ? connectors.get(id).pings : 0;
  }

  // Observables

  /** Adds an observable or finds the one with that value. */
  synchronized String add(String entityType, String value, String description, String... markings) {
    if (!OBSERVABLE_TYPES.contains(entityType)) {
      throw new IllegalArgumentException("the double serves " + OBSERVABLE_TYPES + ", not " + entityType);
    }
    StoredObservable observable = stored(entityType, value);
    if (description != null) {
      observable.description = description;
    }
    for (String name : markings) {
      Marking marking = Marking.of(name);
      observable.markings.put(marking.standardId(), marking);
    }
    return observable.standardId;
  }

  synchronized void restrict(String observableId, String organizationId) {
    observable(observableId).organizations.add(organizationId);
  }

  static String entityTypeOf(String value) {
    return value.contains(":") ? "IPv6-Addr" : "IPv4-Addr";
  }

  private StoredObservable stored(String entityType, String value) {
    // The id is made from the canonical JSON of the value, for all three types that are served.
    String name = "{\"value\":" + TextNode.valueOf(value) + "}";
    String id = entityType.toLowerCase(Locale.ROOT) + "--"
        + Generators.nameBasedGenerator(NAMESPACE).generate(name);
    StoredObservable observable =
        observables.computeIfAbsent(id, key -> new StoredObservable(key, entityType, value));
    observableIds.put(observable.internalId, id);
    observableIds.put(id, id);
    return observable;
  }

  private StoredObservable observable(String id) {
    return observables.get(observableIds.getOrDefault(id, id));
  }

  synchronized ObservableView view(String id) {
    StoredObservable observable = observable(id);
    return observable == null ? null : observable.view();
  }

  /** As the schema shows it, null when unknown. */
  synchronized Map<String, Object> observableAsGraphQl(String id) {
    StoredObservable observable = observable(id);
    return observable == null ? null : observable.asGraphQl();
  }

  /** As STIX, null when unknown. */
  synchronized ObjectNode observableAsStix(String id) {
    StoredObservable observable = observable(id);
    return observable == null ? null : observable.asStix();
  }

  synchronized String entityType(String id) {
    return observable(id).entityType;
  }

  // STIX

  synchronized boolean exists(String id) {
    return observable(id) != null || objects.containsKey(id) || Marking.isTlp(id)
        || observables.values().stream().anyMatch(it -> it.markings.containsKey(id)
            || it.organizations.contains(id));
  }

  /** Creates or merges one object of a bundle. */
  synchronized void upsert(ObjectNode sent) {
    String type = sent.path("type").asText();
    for (String entityType : OBSERVABLE_TYPES) {
      if (entityType.toLowerCase(Locale.ROOT).equals(type)) {
        upsertObservable(entityType, sent);
        return;
      }
    }
    if (sent.path("name").isTextual() && sent.path("name").textValue().length() < 2) {
      throw PlatformError.ordered("BAD_USER_INPUT", "Variable \"$input\" got invalid value \""
          + sent.path("name").textValue() + "\" at \"input.name\". Must be at least 2 characters in length");
    }
    ObjectNode stored = objects.get(sent.path("id").asText());
    objects.put(sent.path("id").asText(), stored == null ? sent : merged(type, stored, sent));
  }

  private void upsertObservable(String entityType, ObjectNode sent) {
    String value = sent.path("value").asText();
    if (!"Domain-Name".equals(entityType) && !new IPAddressString(value).isIPAddress()) {
      throw PlatformError.functional("Observable is not correctly formatted", "type", entityType);
    }
    StoredObservable observable = stored(entityType, value);
    // The platform makes its own id from the value, and keeps the sent one as another name.
    observableIds.put(sent.path("id").asText(), observable.standardId);
    observable.merge(sent, labels(sent));
  }

  /** The first of the three ways to send labels counts, even when it is an empty list. */
  private Map<String, String> labels(ObjectNode sent) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String field : List.of("labels", "x_opencti_labels", "x_opencti_tags")) {
      if (sent.hasNonNull(field)) {
        for (JsonNode entry : sent.path(field)) {
          String value = (entry.isObject() ? entry.path("value") : entry).asText("").trim();
          if (!value.isEmpty()) {
            addLabel(labels, value.toLowerCase(Locale.ROOT), entry.path("color").asText(null));
          }
        }
        return labels;
      }
    }
    return labels;
  }

  private void addLabel(Map<String, String> labels, String value, String colour) {
    // Without a colour the platform draws lots; the double makes one from the name, so that runs are alike.
    String drawn = String.format("#%06x", value.hashCode() & 0xffffff);
    labels.put(value, labelColours.computeIfAbsent(value, key -> colour == null ? drawn : colour));
  }

  private static ObjectNode merged(String type, ObjectNode stored, ObjectNode sent) {
    ObjectNode merged = stored.deepCopy();
    ObjectNode news = sent.deepCopy();
    if ("attack-pattern".equals(type) && confidence(sent) < confidence(stored)) {
      news.remove(List.of("name", "description", "confidence"));
    } else if ("attack-pattern".equals(type)) {
      news.put("confidence", confidence(sent));
    }
    merged.setAll(news);
    if (stored.has("external_references") || sent.has("external_references")) {
      Map<String, JsonNode> references = new LinkedHashMap<>();
      stored.path("external_references").forEach(it -> references.put(referenceKey(it), it));
      sent.path("external_references").forEach(it -> references.put(referenceKey(it), it));
      merged.putArray("external_references").addAll(references.values());
    }
    return merged;
  }

  private static int confidence(ObjectNode object) {
    return object.path("confidence").asInt(FULL_CONFIDENCE);
  }

  /** References are the same when their address is, else when source and id are. */
  static String referenceKey(JsonNode reference) {
    return reference.hasNonNull("url") ? reference.path("url").asText()
        : reference.path("source_name").asText() + "|" + reference.path("external_id").asText();
  }

  /** All objects of a STIX type, or all there are when it is null. */
  synchronized List<JsonNode> objects(String stixType) {
    List<JsonNode> found = new ArrayList<>();
    observables.values().forEach(it -> found.add(it.asStix()));
    objects.values().forEach(it -> found.add(it.deepCopy()));
    found.removeIf(it -> stixType != null && !stixType.equals(it.path("type").asText()));
    return found;
  }
}
