package io.github.camelcti.crowdsec.opencti.result;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.opencti.graphql.FieldError;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.stix.StixBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a bundle object by object, in as few requests as the platform allows: different mutations share one request,
 * the same mutation does not (observed on 6.9.10). If a write fails, only those that depend on it are skipped; a kind
 * that the user may not write is not tried twice.
 *
 * <p>Used by one job at a time: {@link #next()} returns a request, {@link #take} takes its answer.
 */
public final class DirectWrites {

  /** Longest time for one result: a job must not run for ever on a platform that answers slowly. */
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private static final String FORBIDDEN = "FORBIDDEN_ACCESS";

  private final @Nullable String draftId;
  private final LongSupplier nanoTime;
  private final long end;
  private final List<Write> left;
  private final List<Write> underWay = new ArrayList<>();
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final Set<String> forbidden = new HashSet<>();
  private boolean labelsKnown;
  private int written;

  /**
   * @param bundle what to write
   * @param observable the observable that it is about; it exists, so others can refer to it at once
   * @param draftId the draft to write to, null for the live data
   * @param version the platform's
   * @param nanoTime for {@link #LONGEST}, see {@link System#nanoTime}
   */
  public DirectWrites(
      StixBundle bundle, Observable observable, @Nullable String draftId, PlatformVersion version,
      LongSupplier nanoTime) {
    this.draftId = draftId;
    this.nanoTime = nanoTime;
    this.end = nanoTime.getAsLong() + LONGEST.toNanos();
    this.left = new ArrayList<>(WritePlan.of(bundle, version));
    this.labelsKnown = labels().isEmpty();
    ids.put(observable.standardId(), observable.standardId());
    findReferredTo();
    dropHopeless();
  }

  /** Objects that are referenced but not in the bundle exist on the platform under that id. */
  private void findReferredTo() {
    Set<String> inBundle = waiting();
    for (Write write : left) {
      Stream.concat(write.needs().stream(), write.uses().stream())
          .filter(id -> id.contains("--") && !inBundle.contains(id))
          .forEach(id -> ids.put(id, id));
    }
  }

  /** Whether there is something left to write. */
  public boolean hasNext() {
    return !left.isEmpty();
  }

  /** The next request. */
  public Operation next() {
    if (!labelsKnown) {
      List<String> values = labels();
      Map<String, Object> filter = Map.of("mode", "and", "filterGroups", List.of(),
          "filters", List.of(Map.of("key", List.of("value"), "values", values, "mode", "or")));
      return Operation.of("find-labels", Map.of("values", values, "filter", filter, "first", values.size())).inDraft(draftId);
    }
    underWay.clear();
    Set<String> fields = new HashSet<>();
    Set<String> waiting = waiting();
    for (Write write : left) {
      if (settled(write, waiting) && fields.add(write.field())) {
        underWay.add(write);
      }
    }
    Map<String, Object> variables = new LinkedHashMap<>();
    underWay.forEach(write -> variables.putAll(write.variables().apply(ids)));
    return new Operation(underWay.stream().map(Write::document).toList(), variables, Set.of(), draftId);
  }

  /** Takes the answer to the last request. */
  public void take(GraphQlReply reply) {
    if (!labelsKnown) {
      labelsKnown = true;
      if (!reply.warnings().isEmpty()) {
        // Without knowing which exist, none is created: that would change the colour of existing ones.
        left.stream().filter(DirectWrites::isLabel).forEach(write -> fail(write, reply));
        left.removeIf(DirectWrites::isLabel);
        return;
      }
      for (JsonNode edge : reply.data().path("labels").path("edges")) {
        ids.put(WritePlan.labelKey(edge.path("node").path("value").asText()), edge.path("node").path("id").asText());
      }
      left.removeIf(write -> isLabel(write) && ids.containsKey(write.key()));
      return;
    }
    for (Write write : underWay) {
      String id = reply.data().path(write.field()).path("id").asText(null);
      if (id == null) {
        fail(write, reply);
      } else {
        written++;
        ids.put(write.key(), id);
      }
    }
    left.removeAll(underWay);
    dropHopeless();
    if (nanoTime.getAsLong() - end > 0) {
      left.forEach(write -> failures.put(write.key(), "OpenCTI was too slow: the time limit for one job was reached"));
      left.clear();
    }
  }

  private void fail(Write write, GraphQlReply reply) {
    FieldError error = reply.warnings().stream()
        .filter(it -> it.field().equals(write.field()) || it.field().equals("labels"))
        .findFirst()
        .orElse(new FieldError(write.field(), null, "OpenCTI gave no id for it"));
    failures.put(write.key(), error.sentence());
    if (FORBIDDEN.equals(error.code())) {
      forbidden.add(write.field());
    }
  }

  /** Skips writes that are not allowed or lack what they refer to. */
  private void dropHopeless() {
    boolean again = true;
    while (again) {
      Set<String> waiting = waiting();
      again = left.removeIf(write -> {
        boolean hopeless = forbidden.contains(write.field())
            || write.needs().stream().anyMatch(need -> !ids.containsKey(need) && !waiting.contains(need));
        if (hopeless) {
          failures.put(write.key(), "not tried");
        }
        return hopeless;
      });
    }
  }

  /** Whether everything that it refers to is there, or has failed. */
  private boolean settled(Write write, Set<String> waiting) {
    return ids.keySet().containsAll(write.needs()) && write.uses().stream().noneMatch(waiting::contains);
  }

  private Set<String> waiting() {
    return left.stream().map(Write::key).collect(Collectors.toSet());
  }

  private List<String> labels() {
    return left.stream().filter(DirectWrites::isLabel)
        .map(write -> write.key().substring("label:".length())).toList();
  }

  private static boolean isLabel(Write write) {
    return write.kind().equals("label");
  }

  /** How many objects were written. */
  public int written() {
    return written;
  }

  /** What to add to the result's sentence: empty if all went well. */
  public String remark() {
    if (failures.isEmpty()) {
      return "";
    }
    String first = failures.values().stream().filter(reason -> !reason.equals("not tried")).findFirst().orElse("");
    return "; " + failures.size() + " of " + (written + failures.size()) + " objects could not be written, the first: " + first;
  }
}
