package io.github.camelcti.crowdsec.doubles;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Trouble that a test orders, each for a number of times. Thread-safe. */
final class Faults {

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
  private Duration latency = Duration.ZERO;

  synchronized void failNext(int times, int status, String body) {
    answers.add(new Ordered<>("", new Answer(status, body), times));
  }

  synchronized void errorNext(String rootField, PlatformError error, int times) {
    errors.add(new Ordered<>(rootField, error, times));
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
    return forbidden.contains(rootField) || !rights.allow(rootField) ? PlatformError.forbidden() : take(errors, rootField);
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
