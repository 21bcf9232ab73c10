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
 * The platform's countries, attack patterns, vulnerabilities and organizations that a bundle of ours would rename: those of
 * no more confidence than ours. We send such objects with confidence 1, and at equal confidence the name that is sent wins
 * over the one that an analyst gave (OpenCTI observations, 4 and 13.4). Those that are there are sent with confidence 0:
 * made again if somebody has deleted them, left as they are if not.
 *
 * <p>Learnt with the read of each job's observable, which tells what is new since the last one: that costs no call, and no
 * process depends on what another one wrote. Thread-safe.
 */
public final class CommonObjects {

  private static final Set<String> TYPES = Set.of("identity", "location", "attack-pattern", "vulnerability");
  private static final Integer OUR_CONFIDENCE = 1;
  private static final int MOST = 100_000;
  /** As the documents ask for. */
  private static final int PAGE = 500;
  private static final Duration KEPT = Duration.ofHours(1);
  /** What is made at the same time is not found at the same time: looked at twice, nothing is missed. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);
  private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

  private final Map<String, Integer> confidences = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private Instant newest = Instant.EPOCH;
  private long learntSince;

  public CommonObjects() {
    this(System::nanoTime);
  }

  /** @param nanoTime tells how old the knowledge is */
  CommonObjects(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.learntSince = nanoTime.getAsLong();
  }

  /** Variables of the document that reads an observable: which of these objects to tell. */
  public synchronized Map<String, Object> variables() {
    forgetSometimes();
    return since(newest);
  }

  /** The same for whoever only wants the observable. */
  public static Map<String, Object> none() {
    return since(NEVER);
  }

  private static Map<String, Object> since(Instant time) {
    String since = time.toString();
    return Map.of("since", since, "filter", Map.of("mode", "and", "filterGroups", List.of(), "filters", List.of(
        Map.of("key", List.of("confidence"), "values", List.of(OUR_CONFIDENCE.toString()), "operator", "lte"),
        Map.of("key", List.of("created_at"), "values", List.of(since), "operator", "gte"))));
  }

  /** Takes what a read told; what it told of a draft, which may be there and nowhere else, does no harm elsewhere. */
  public synchronized void learn(GraphQlReply reply) {
    JsonNode edges = reply.data().path("stixDomainObjects").path("edges");
    Instant before = newest;
    Instant last = newest;
    for (JsonNode edge : edges) {
      JsonNode object = edge.path("node");
      int confidence = object.path("confidence").asInt(0);
      know(object.path("standard_id").asText(), confidence);
      // Renamed objects have got another id, and still go by the one that we gave them.
      object.path("x_opencti_stix_ids").forEach(id -> know(id.asText(), confidence));
      Instant made = Instant.parse(object.path("created_at").asText());
      last = made.isAfter(last) ? made : last;
      newest = made.minus(OVERLAP).isAfter(newest) ? made.minus(OVERLAP) : newest;
    }
    // A whole page of one minute: the next one begins where it ends, or it would be the same for ever.
    if (edges.size() >= PAGE && newest.equals(before)) {
      newest = last;
    }
  }

  /** From time to time all is learnt anew: what was deleted meanwhile has to be made again. */
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

  /** A bundle that renames none of them. */
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
      // Nothing is less than 0: those are only referred to.
    }
    return new StixBundle(objects);
  }

  private static StixObject withoutConfidence(StixObject object) {
    Map<String, Object> properties = new LinkedHashMap<>(object.properties());
    properties.put("confidence", 0);
    return new StixObject(properties);
  }
}
