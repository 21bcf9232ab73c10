package io.github.camelcti.crowdsec.opencti.result;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.enrich.text.LenientTime;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.stix.ExternalReference;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of a bundle what OpenCTI already has, because its workers take 0.1 to 0.16 s for each object (OpenCTI
 * observations, 13.5). An object is left out only if this process sent the same before, and the read of the job's
 * observable showed, less than a minute ago, that it is there with the dates, count, text, confidence and markings that
 * would be sent. What was deleted, or never got in, is therefore sent again.
 *
 * <p>The read asks by id for what was sent about its observable, and for what results have in common, such as countries.
 * That costs no extra call. An indicator is always sent, because it lives on then. So is whatever is shared with
 * organizations, because the same object may be shared with others. Thread-safe.
 */
public final class InPlace {

  /** A reference to one of these may stand alone: OpenCTI looks it up. */
  private static final Set<String> SHARED = Set.of("identity", "location", "attack-pattern", "vulnerability");
  /** Further types of which the read shows all that an enrichment may change. An indicator lives on each time that it is sent. */
  private static final Set<String> COMPARED = Set.of("relationship", "sighting", "note", "ipv4-addr", "ipv6-addr");
  private static final Set<String> OF_THE_JOB = Set.of("confidence", "created_by_ref", "object_marking_refs", "created", "modified");
  private static final Set<String> WITH_CONFIDENCE = Set.of("relationship", "sighting", "note");
  private static final int OBSERVABLES = 1000;
  /** Of one observable, and of what results share: together a page of the document. */
  private static final int OBJECTS = 250;
  private static final Duration VALID = Duration.ofMinutes(1);
  /** For how long a platform that can't tell is left alone. */
  private static final Duration MUTE = Duration.ofHours(1);

  /** What was sent, and how OpenCTI has it. */
  private static final class Sent {

    private final String digest;
    private @Nullable JsonNode stored;
    private long seenAt;

    Sent(String digest) {
      this.digest = digest;
    }

    boolean seenLately(long now) {
      return stored != null && now - seenAt < VALID.toNanos();
    }

    void seen(@Nullable JsonNode node, long now) {
      stored = node;
      seenAt = now;
    }
  }

  private final Map<String, Sent> shared = newest(OBJECTS);
  private final Map<String, Map<String, Sent>> about = newest(OBSERVABLES);
  private final LongSupplier nanoTime;
  private @Nullable Long muteSince;

  public InPlace() {
    this(System::nanoTime);
  }

  /** @param nanoTime measures how old a read is */
  InPlace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Keeps those that were used last. */
  private static <T> Map<String, T> newest(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > most;
      }
    };
  }

  /** Variables of the document that reads an observable: what else to look for. */
  public synchronized Map<String, Object> variables(String observable) {
    Set<String> ids = new HashSet<>(about.getOrDefault(observable, Map.of()).keySet());
    ids.removeIf(id -> id.contains("-addr--")); // read anyway
    ids.addAll(shared.keySet());
    if (muteSince != null && nanoTime.getAsLong() - muteSince < MUTE.toNanos()) {
      ids.clear();
    }
    List<String> objects = ids.stream().filter(id -> !isRelationship(id)).toList();
    List<String> relationships = ids.stream().filter(InPlace::isRelationship).toList();
    return Map.of("objects", byIds(objects), "askObjects", !objects.isEmpty(),
        "relationships", byIds(relationships), "askRelationships", !relationships.isEmpty(),
        "askReferences", about.containsKey(observable));
  }

  private static boolean isRelationship(String id) {
    return id.startsWith("relationship--") || id.startsWith("sighting--");
  }

  private static Map<String, Object> byIds(List<String> ids) {
    return Map.of("mode", "and", "filterGroups", List.of(),
        "filters", List.of(Map.of("key", List.of("ids"), "values", ids)));
  }

  /** Takes the result of the read. */
  public synchronized void learn(String observable, GraphQlReply reply) {
    long now = nanoTime.getAsLong();
    Map<String, JsonNode> found = new HashMap<>();
    for (String field : List.of("stixCoreObjects", "stixRelationships")) {
      muteSince = reply.data().path(field).isNull() ? (Long) now : muteSince;
      reply.data().path(field).path("edges").forEach(edge -> {
        JsonNode node = edge.path("node");
        found.put(node.path("standard_id").asText(), node);
        node.path("x_opencti_stix_ids").forEach(id -> found.put(id.asText(), node));
      });
    }
    found.put(reply.data().path("stixCyberObservable").path("standard_id").asText(), reply.data().path("stixCyberObservable"));
    about.getOrDefault(observable, Map.of()).forEach((id, sent) -> sent.seen(found.get(id), now));
    shared.forEach((id, sent) -> sent.seen(found.get(id), now));
  }

  /**
   * The bundle without what is in place. Whatever is left counts as never sent until {@link #sent}: a push may fail.
   *
   * <p>Of a bundle with a single object, OpenCTI's worker does not tell the work how many there are. So there are at least
   * two, unless there are none.
   *
   * @param observable the id that the read was made with
   * @param mayBeEmpty whether nothing may be left
   */
  public synchronized StixBundle leaveOut(String observable, StixBundle bundle, boolean mayBeEmpty) {
    long now = nanoTime.getAsLong();
    Map<String, Sent> own = about.getOrDefault(observable, new HashMap<>());
    List<StixObject> left = new ArrayList<>();
    for (StixObject object : bundle.objects()) {
      Map<String, Sent> before = isShared(object) ? shared : own;
      Sent last = before.get(object.id());
      if (last == null || !last.digest.equals(digest(object)) || !last.seenLately(now) || !has(last.stored, object)) {
        left.add(object);
        before.remove(object.id());
      }
    }
    if (left.isEmpty() && mayBeEmpty) {
      return new StixBundle(left);
    }
    bundle.objects().stream().filter(object -> !left.contains(object)).limit(Math.max(0, 2 - left.size()))
        .toList().forEach(object -> left.add(0, object));
    return new StixBundle(left);
  }

  /** OpenCTI has taken what was left of a bundle; from now on all of the bundle counts as sent. */
  public synchronized void sent(String observable, StixBundle bundle) {
    Map<String, Sent> after = new HashMap<>();
    for (StixObject object : bundle.objects()) {
      if ((isShared(object) || COMPARED.contains(object.type())) && object.get("x_opencti_granted_refs") == null) {
        String digest = digest(object);
        (isShared(object) ? shared : after).compute(object.id(), (id, last) ->
            last != null && last.digest.equals(digest) ? last : new Sent(digest));
      }
    }
    about.remove(observable);
    if (!after.isEmpty() && after.size() <= OBJECTS) {
      about.put(observable, after);
    }
  }

  private static boolean isShared(StixObject object) {
    return SHARED.contains(object.type()) || "targets".equals(object.get("relationship_type"));
  }

  /** Of what is shared, without what each job may say in another way. */
  private static String digest(StixObject object) {
    if (!isShared(object)) {
      return new StixBundle(List.of(object)).id();
    }
    Map<String, Object> properties = new LinkedHashMap<>(object.properties());
    properties.keySet().removeAll(OF_THE_JOB);
    return new StixBundle(List.of(new StixObject(properties))).id();
  }

  private static boolean has(@Nullable JsonNode stored, StixObject object) {
    if (stored == null) {
      return false;
    }
    Set<String> markings = new HashSet<>();
    stored.path("objectMarking").forEach(marking -> markings.add(marking.path("standard_id").asText()));
    boolean dated = object.get("first_seen") != null || object.get("last_seen") != null;
    return markings.containsAll(list(object, "object_marking_refs"))
        && (!WITH_CONFIDENCE.contains(object.type()) || same(object.get("confidence"), stored.path("confidence")))
        // The count of a sighting with dates grows by itself.
        && (dated || object.get("count") == null || same(object.get("count"), stored.path("attribute_count")))
        && !later(stored, "first_seen", object) && !earlier(stored, "last_seen", object)
        && (object.get("content") == null
            || object.get("content").toString().strip().equals(stored.path("content").asText().strip()))
        && (!object.type().endsWith("-addr") || hasLabelsAndLinks(stored, object));
  }

  private static boolean hasLabelsAndLinks(JsonNode stored, StixObject observable) {
    Set<String> labels = new HashSet<>();
    stored.path("objectLabel").forEach(label -> labels.add(label.path("value").asText().toLowerCase(Locale.ROOT)));
    List<String> links = stored.path("externalReferences").findValuesAsText("url");
    return list(observable, "x_opencti_tags").stream().allMatch(label -> label instanceof Label it
            && labels.contains(it.value().strip().toLowerCase(Locale.ROOT)))
        && list(observable, "external_references").stream().allMatch(link -> link instanceof ExternalReference it
            && links.contains(it.url()));
  }

  private static List<?> list(StixObject object, String property) {
    return object.get(property) instanceof List<?> list ? list : List.of();
  }

  private static boolean same(@Nullable Object ours, JsonNode stored) {
    return Objects.toString(ours, "").equals(stored.asText());
  }

  private static boolean later(JsonNode stored, String date, StixObject object) {
    return compare(stored, date, object) > 0;
  }

  private static boolean earlier(JsonNode stored, String date, StixObject object) {
    return compare(stored, date, object) < 0;
  }

  /** The stored date compared with ours; equal if we have none, different if only we have one. */
  private static int compare(JsonNode stored, String date, StixObject object) {
    Instant ours = object.get(date) instanceof String text ? LenientTime.parse(text) : null;
    Instant theirs = LenientTime.parse(stored.path(date).asText());
    return ours == null ? 0 : theirs == null ? date.equals("first_seen") ? 1 : -1 : theirs.compareTo(ours);
  }
}
