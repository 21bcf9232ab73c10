package io.github.camelcti.crowdsec.opencti.result;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * OpenCTI's countries, attack patterns, vulnerabilities and organizations that our bundle would rename: those with no
 * more confidence than ours. We send such objects with confidence 1, and at equal confidence the sent name overwrites
 * an analyst's (OpenCTI observations, 4 and 13.4). Existing ones are sent with confidence 0: OpenCTI creates them again
 * if they were deleted, and otherwise leaves them unchanged.
 *
 * <p>Updated with the read of each job's observable, which also returns what is new since the last read: that costs no
 * extra call, and no process depends on another one. Thread-safe.
 */
public final class CommonObjects {

  private static final Set<String> TYPES = Set.of("identity", "location", "attack-pattern", "vulnerability");
  private static final Integer OUR_CONFIDENCE = 1;
  private static final int MOST = 100_000;
  /** The page size in the documents. */
  private static final int PAGE = 500;
  private static final Duration KEPT = Duration.ofHours(1);
  /** Objects created together may not be found together, so the reads overlap. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);
  private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

  private final Map<String, Integer> confidences = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private Instant newest = Instant.EPOCH;
  private long learntSince;

  public CommonObjects() {
    this(System::nanoTime);
  }

  /** @param nanoTime measures the age of the data */
  CommonObjects(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.learntSince = nanoTime.getAsLong();
  }

  /** Variables of the document that reads an observable: which of these objects to return. */
  public synchronized Map<String, Object> variables() {
    forgetSometimes();
    return since(newest);
  }

  /** The same for a caller that only wants the observable. */
  public static Map<String, Object> none() {
    return since(NEVER);
  }

  private static Map<String, Object> since(Instant time) {
    String since = time.toString();
    return Map.of("since", since, "filter", Map.of("mode", "and", "filterGroups", List.of(), "filters", List.of(
        Map.of("key", List.of("confidence"), "values", List.of(OUR_CONFIDENCE.toString()), "operator", "lte"),
        Map.of("key", List.of("created_at"), "values", List.of(since), "operator", "gte"))));
  }

  /** Takes the result of a read; objects that only exist in a draft do no harm elsewhere. */
  public synchronized void learn(GraphQlReply reply) {
    JsonNode edges = reply.data().path("stixDomainObjects").path("edges");
    Instant before = newest;
    Instant last = newest;
    for (JsonNode edge : edges) {
      JsonNode object = edge.path("node");
      int confidence = object.path("confidence").asInt(0);
      know(object.path("standard_id").asText(), confidence);
      // Renamed objects have a new id, but are still known by the one that we gave them.
      object.path("x_opencti_stix_ids").forEach(id -> know(id.asText(), confidence));
      Instant made = Instant.parse(object.path("created_at").asText());
      last = made.isAfter(last) ? made : last;
      newest = made.minus(OVERLAP).isAfter(newest) ? made.minus(OVERLAP) : newest;
    }
    // A full page within one minute: the next one starts where it ends, or it would be the same for ever.
    if (edges.size() >= PAGE && newest.equals(before)) {
      newest = last;
    }
  }

  /** Starts over from time to time, since deleted objects have to be created again. */
  private void forgetSometimes() {
    if (nanoTime.getAsLong() - learntSince > KEPT.toNanos()) {
      learntSince = nanoTime.getAsLong();
      confidences.clear();
      newest = Instant.EPOCH;
    }
  }

  private void know(String id, int confidence) {
    if (confidences.size() < MOST) {
      confidences.put(id, confidence);
    }
  }

  /** The bundle, changed so that it renames none of them. */
  public StixBundle spare(StixBundle bundle) {
    List<StixObject> objects = new ArrayList<>();
    for (StixObject object : bundle.objects()) {
      Integer known = TYPES.contains(object.type()) && OUR_CONFIDENCE.equals(object.get("confidence"))
          ? confidences.get(object.id()) : null;
      if (known == null) {
        objects.add(object);
      } else if (known > 0) {
        objects.add(withoutConfidence(object));
      }
      // Nothing is less than 0: these are only referenced.
    }
    return new StixBundle(objects);
  }

  private static StixObject withoutConfidence(StixObject object) {
    Map<String, Object> properties = new LinkedHashMap<>(object.properties());
    properties.put("confidence", 0);
    return new StixObject(properties);
  }
}
