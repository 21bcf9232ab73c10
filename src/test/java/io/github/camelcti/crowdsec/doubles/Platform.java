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
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the platform knows: observables and every other STIX object, either live or in a draft. Thread-safe.
 *
 * <p>A draft reads through to the live data and keeps its changes to itself.
 */
final class Platform {

  static final String USER_ID = "88ec0c6a-13ce-5e39-b486-354fe4a7084f";
  static final Map<String, Object> USER =
      Map.of("id", USER_ID, "name", "connectors", "user_email", "connectors@opencti.example");

  /** What an object without a confidence is given: the highest one its user may give. */
  static final int FULL_CONFIDENCE = 100;

  private static final UUID NAMESPACE = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");
  private static final List<String> OBSERVABLE_TYPES = List.of("IPv4-Addr", "IPv6-Addr", "Domain-Name");

  private final Platform live;
  private final SharedParts parts;
  private final Map<String, StoredObservable> observables = new LinkedHashMap<>();
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  /** Standard ids by every other id that an object goes by. */
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Map<String, String> internalIds = new LinkedHashMap<>();
  private final Map<String, String> createdAt = new LinkedHashMap<>();
  private int mostConfidence = FULL_CONFIDENCE;

  /** The live data. */
  Platform() {
    this(null, new SharedParts());
  }

  private Platform(Platform live, SharedParts parts) {
    this.live = live;
    this.parts = parts;
  }

  /** A space that begins as the live data are, and whose changes nobody outside sees. */
  synchronized Platform draft() {
    return new Platform(this, parts.copy());
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
    edit(observableId, observable -> observable.organizations.add(organizationId));
  }

  static String entityTypeOf(String value) {
    return value.contains(":") ? "IPv6-Addr" : "IPv4-Addr";
  }

  /** The observable of that value to write to; a draft takes its own copy of a live one. */
  private StoredObservable stored(String entityType, String value) {
    // The id is made from the canonical JSON of the value, for all three types that are served.
    String name = "{\"value\":" + TextNode.valueOf(value) + "}";
    String id = entityType.toLowerCase(Locale.ROOT) + "--"
        + Generators.nameBasedGenerator(NAMESPACE).generate(name);
    StoredObservable observable = observables.get(id);
    if (observable == null && live != null) {
      observable = live.copyOf(id);
    }
    if (observable == null) {
      observable = new StoredObservable(id, entityType, value);
    }
    observables.put(id, observable);
    ids.put(observable.internalId, id);
    return observable;
  }

  private synchronized StoredObservable copyOf(String id) {
    StoredObservable observable = observables.get(standardId(id));
    return observable == null ? null : new StoredObservable(observable);
  }

  /** To read from; null when unknown. */
  private StoredObservable observable(String id) {
    StoredObservable own = observables.get(standardId(id));
    return own != null || live == null ? own : live.copyOf(id);
  }

  /** Changes an observable that is there. */
  synchronized void edit(String id, Consumer<StoredObservable> change) {
    StoredObservable found = observable(id);
    if (found == null) {
      throw PlatformError.missing(List.of(id));
    }
    change.accept(stored(found.entityType, found.value));
  }

  /** Works with labels and references. */
  synchronized <T> T parts(Function<SharedParts, T> use) {
    return use.apply(parts);
  }

  synchronized ObservableView view(String id) {
    StoredObservable observable = observable(id);
    return observable == null ? null : observable.view(parts);
  }

  /** As STIX, null when unknown. */
  synchronized ObjectNode observableAsStix(String id) {
    StoredObservable observable = observable(id);
    return observable == null ? null : observable.asStix();
  }

  synchronized String entityType(String id) {
    return observable(id).entityType;
  }

  /** The standard ids of the observables of these types, oldest first. */
  synchronized List<String> observableIds(List<String> types) {
    return observables.values().stream().filter(it -> types == null || types.contains(it.entityType))
        .map(it -> it.standardId).toList();
  }

  // All objects

  /** Drops all observables and objects; labels and references stay. */
  synchronized void clear() {
    observables.clear();
    objects.clear();
    ids.clear();
    internalIds.clear();
    createdAt.clear();
  }

  /** The highest confidence that whoever imports may give: what is higher is cut down to it. */
  synchronized void capConfidence(int most) {
    mostConfidence = most;
  }

  int mostConfidence() {
    return live == null ? mostConfidence : live.mostConfidence();
  }

  /** The id that the platform made itself, for any id that an object goes by. */
  synchronized String standardId(String id) {
    String own = ids.get(id);
    return own != null ? own : live == null ? id : live.standardId(id);
  }

  /** Lets an object go by another id too; null and its own id change nothing. */
  synchronized void alias(String other, String id) {
    if (other != null && !other.equals(standardId(id))) {
      ids.put(other, standardId(id));
    }
  }

  /** The id in the platform's own form, null when there is no such object. */
  synchronized String internalId(String id) {
    StoredObservable observable = observable(id);
    if (observable != null) {
      return observable.internalId;
    }
    String own = internalIds.get(standardId(id));
    return own != null || live == null ? own : live.internalId(id);
  }

  private synchronized ObjectNode object(String id) {
    ObjectNode own = objects.get(standardId(id));
    return own != null || live == null ? own : live.object(id);
  }

  /** As the schema shows it, null when unknown. */
  synchronized Map<String, Object> asGraphQl(String id, Views views) {
    StoredObservable observable = observable(id);
    if (observable != null) {
      return views.observable(observable, parts,
          observable.createdBy == null ? null : asGraphQl(observable.createdBy, views));
    }
    ObjectNode object = object(id);
    if (object == null) {
      return null;
    }
    Map<String, Object> shown = views.object(object, internalId(id), parts,
        object.hasNonNull("created_by_ref") ? asGraphQl(object.path("created_by_ref").asText(), views) : null);
    shown.put("created_at", createdAt(id));
    shown.put("x_opencti_stix_ids", otherIds(standardId(id)));
    return shown;
  }

  /** The object as STIX, null when unknown. */
  synchronized ObjectNode stix(String id) {
    ObjectNode object = object(id);
    return object == null ? null : object.deepCopy();
  }

  private synchronized String createdAt(String id) {
    String own = createdAt.get(standardId(id));
    return own != null || live == null ? own : live.createdAt(id);
  }

  /** The other STIX ids that an object goes by. */
  private synchronized List<String> otherIds(String standardId) {
    List<String> others = new ArrayList<>(live == null ? List.of() : live.otherIds(standardId));
    ids.forEach((other, id) -> {
      if (id.equals(standardId) && other.contains("--")) {
        others.add(other);
      }
    });
    return others;
  }

  /** The standard ids of the domain objects, oldest first. */
  synchronized List<String> domainObjectIds() {
    List<String> found = new ArrayList<>(live == null ? List.of() : live.domainObjectIds());
    objects.values().stream().filter(Upserts::isDomainObject).map(it -> it.path("id").asText())
        .filter(id -> !found.contains(id)).forEach(found::add);
    return found;
  }

  /** Changes an object as an analyst does: at once, whatever its confidence. */
  synchronized void editObject(String id, Consumer<ObjectNode> change) {
    ObjectNode found = object(id);
    if (found == null) {
      throw PlatformError.missing(List.of(id));
    }
    ObjectNode edited = found.deepCopy();
    change.accept(edited);
    keep(standardId(id), edited);
  }

  /** Deletes an object as an analyst does. */
  synchronized void deleteObject(String id) {
    String standardId = standardId(id);
    objects.remove(standardId);
    ids.values().removeIf(standardId::equals);
    internalIds.remove(standardId);
    createdAt.remove(standardId);
  }

  /** Keeps an object under the id that its content gives it; it goes on to go by the one that it had. */
  private void keep(String id, ObjectNode object) {
    String named = Upserts.isDomainObject(object) ? Upserts.standardId(object, id) : id;
    String internalId = internalId(id) == null ? UUID.randomUUID().toString() : internalId(id);
    String created = createdAt(id) == null ? Works.now() : createdAt(id);
    objects.remove(id);
    objects.put(named, object.put("id", named));
    if (!named.equals(id)) {
      ids.replaceAll((other, it) -> it.equals(id) ? named : it);
      ids.remove(named);
      ids.put(id, named);
    }
    internalIds.remove(id);
    internalIds.put(named, internalId);
    createdAt.remove(id);
    createdAt.put(named, created);
    ids.put(internalId, named);
  }

  synchronized boolean exists(String id) {
    return observable(id) != null || object(id) != null || Marking.isTlp(id)
        || observables.values().stream().anyMatch(it -> it.markings.containsKey(id)
            || it.organizations.contains(id))
        || live != null && live.exists(id);
  }

  /** Creates or merges one object of a bundle. */
  synchronized void upsert(ObjectNode sent) {
    String type = sent.path("type").asText();
    sent.path("external_references").forEach(parts::reference);
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
    String id = standardId(sent.path("id").asText());
    ObjectNode stored = object(id);
    ObjectNode given = Upserts.completed(sent, mostConfidence());
    keep(id, stored == null ? given : Upserts.merged(stored, given));
  }

  private void upsertObservable(String entityType, ObjectNode sent) {
    String value = sent.path("value").asText();
    if (!"Domain-Name".equals(entityType) && !new IPAddressString(value).isIPAddress()) {
      throw PlatformError.functional("Observable is not correctly formatted", "type", entityType);
    }
    StoredObservable observable = stored(entityType, value);
    // The platform makes its own id from the value, and keeps the sent one as another name.
    ids.put(sent.path("id").asText(), observable.standardId);
    observable.merge(sent, labels(sent));
  }

  /** The first of the three ways to send labels counts, even when it is an empty list. */
  private List<String> labels(ObjectNode sent) {
    List<String> labels = new ArrayList<>();
    for (String field : List.of("labels", "x_opencti_labels", "x_opencti_tags")) {
      if (sent.hasNonNull(field)) {
        for (JsonNode entry : sent.path(field)) {
          String value = (entry.isObject() ? entry.path("value") : entry).asText("").trim();
          if (!value.isEmpty()) {
            labels.add(parts.label(value, entry.path("color").asText(null)).value());
          }
        }
        return labels;
      }
    }
    return labels;
  }

  /**
   * The objects of a STIX type, or all there are when it is null; a draft tells only its own. Labels and
   * external references, which are parts of others, have to be asked for by type.
   */
  synchronized List<JsonNode> objects(String stixType) {
    List<JsonNode> found = new ArrayList<>();
    observables.values().forEach(it -> found.add(it.asStix()));
    objects.values().forEach(it -> found.add(it.deepCopy()));
    if ("label".equals(stixType)) {
      parts.labels().forEach(it -> found.add(it.asStix()));
    } else if ("external-reference".equals(stixType)) {
      parts.references().forEach(it -> found.add(it.asStix()));
    }
    found.removeIf(it -> stixType != null && !stixType.equals(it.path("type").asText()));
    return found;
  }
}
