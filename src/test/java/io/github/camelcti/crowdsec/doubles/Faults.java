package io.github.camelcti.crowdsec.doubles;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Trouble that a test orders, each for a number of times. Thread-safe. */
final class Faults {

  private static final Set<String> ANSWERED_FROM_MEMORY = Set.of("about", "me");
  private static final Set<String> NEED_THE_BROKER = Set.of("registerConnector", "pingConnector", "stixBundlePush");

  /** An HTTP answer in place of the platform's. */
  record Answer(int status, String body) {}

  private static final class Ordered<T> {
    private final String rootField;
    private final T what;
    private int left;

    private Ordered(String rootField, T what, int times) {
      this.rootField = rootField;
      this.what = what;
      this.left = times;
    }
  }

  private final List<Ordered<Answer>> answers = new ArrayList<>();
  private final List<Ordered<PlatformError>> errors = new ArrayList<>();
  private final Set<String> forbidden = new HashSet<>();
  private final Rights rights = new Rights();
  private final List<Ordered<Boolean>> lost = new ArrayList<>();
  private Duration latency = Duration.ZERO;
  private boolean searchEngineAway;
  private boolean ownBrokerAway;

  synchronized void failNext(int times, int status, String body) {
    answers.add(new Ordered<>("", new Answer(status, body), times));
  }

  synchronized void errorNext(String rootField, PlatformError error, int times) {
    errors.add(new Ordered<>(rootField, error, times));
  }

  synchronized void loseAnswers(String rootField, int times) {
    lost.add(new Ordered<>(rootField, true, times));
  }

  /** Whether the answer to an operation with these fields, which was carried out, is to be lost. */
  synchronized boolean takeLost(List<String> rootFields) {
    return rootFields.stream().anyMatch(field -> Boolean.TRUE.equals(take(lost, field)));
  }

  synchronized void searchEngineAway(boolean away) {
    searchEngineAway = away;
  }

  synchronized void ownBrokerAway(boolean away) {
    ownBrokerAway = away;
  }

  /** What a field answers while something that the platform needs is away (observations, 13.3); null when it is not. */
  private PlatformError outage(String rootField) {
    if (searchEngineAway && !ANSWERED_FROM_MEMORY.contains(rootField)) {
      return PlatformError.ordered("DATABASE_ERROR", "Find direct ids fail");
    }
    return ownBrokerAway && NEED_THE_BROKER.contains(rootField)
        ? PlatformError.internal("connect ECONNREFUSED 127.0.0.1:5672") : null;
  }

  /** Refuses a field at the root until it is allowed again, as the platform does without the right to it. */
  synchronized void forbid(String rootField) {
    forbidden.add(rootField);
  }

  synchronized void allow(String rootField) {
    forbidden.remove(rootField);
  }

  /** What the token may do. */
  Rights rights() {
    return rights;
  }

  synchronized void latency(Duration duration) {
    latency = duration;
  }

  synchronized Duration latency() {
    return latency;
  }

  /** The HTTP answer that is due, null when none is. */
  synchronized Answer takeAnswer() {
    return take(answers, "");
  }

  /** The error that is due at that field, null when none is. */
  synchronized PlatformError takeError(String rootField) {
    PlatformError outage = outage(rootField);
    return outage != null ? outage : forbidden.contains(rootField) || !rights.allow(rootField) ? PlatformError.forbidden() : take(errors, rootField);
  }

  private static <T> T take(List<Ordered<T>> orders, String rootField) {
    for (Iterator<Ordered<T>> each = orders.iterator(); each.hasNext(); ) {
      Ordered<T> ordered = each.next();
      if (ordered.left == 0) {
        each.remove();
      } else if (ordered.rootField.equals(rootField)) {
        ordered.left--;
        return ordered.what;
      }
    }
    return null;
  }
}
