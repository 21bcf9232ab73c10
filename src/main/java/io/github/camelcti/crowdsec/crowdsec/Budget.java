package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;
import java.time.Instant;

/** Calls within a period that begins with its first call. Not thread-safe: belongs to its gate. */
final class Budget {

  private final int calls;
  private final Duration period;
  private Instant since;
  private int used;

  /**
   * @param calls most calls, 0 for no limit
   * @param period how long they have to last
   */
  Budget(int calls, Duration period) {
    this.calls = calls;
    this.period = period;
  }

  boolean usedUp(Instant now) {
    if (since != null && !now.isBefore(end())) {
      clear();
    }
    return calls > 0 && used >= calls;
  }

  void use(Instant now) {
    if (calls > 0) {
      since = since == null ? now : since;
      used++;
    }
  }

  /** For a call that was not made after all. */
  void giveBack() {
    used = Math.max(0, used - 1);
  }

  void clear() {
    since = null;
    used = 0;
  }

  /** Takes what was noted by an earlier process; a period can't begin in the future. */
  void restore(Instant from, int count, Instant now) {
    if (calls > 0 && from != null && count > 0) {
      since = from.isAfter(now) ? now : from;
      used = count;
    }
  }

  Instant end() {
    return since.plus(period);
  }

  /** Null when no call was made in this period. */
  Instant since() {
    return since;
  }

  int used() {
    return used;
  }
}
