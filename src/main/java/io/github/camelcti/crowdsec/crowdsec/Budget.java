package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;

/**
 * Calls within a period that begins with its first call. Its times are those of {@link System#nanoTime}, so that
 * setting the clock does not change a period. Not thread-safe: belongs to its gate.
 */
final class Budget {

  private final int calls;
  private final Duration period;
  private boolean begun;
  private long since;
  private int used;

  /** @param calls most calls, 0 for no limit */
  Budget(int calls, Duration period) {
    this.calls = calls;
    this.period = period;
  }

  boolean usedUp(long now) {
    if (begun && now - end() >= 0) {
      clear();
    }
    return calls > 0 && used >= calls;
  }

  void use(long now) {
    if (calls > 0) {
      since = begun ? since : now;
      begun = true;
      used++;
    }
  }

  /** Takes back a call that was not made after all. */
  void giveBack() {
    used = Math.max(0, used - 1);
  }

  void clear() {
    begun = false;
    used = 0;
  }

  /**
   * Restores the state of an earlier process.
   *
   * @param ago how long before now the period began, not negative
   */
  void restore(Duration ago, int count, long now) {
    if (calls > 0 && count > 0) {
      begun = true;
      since = now - (ago.compareTo(period) > 0 ? period : ago).toNanos();
      used = count;
    }
  }

  /** When the period ends; valid only once it has {@linkplain #begun begun}. */
  long end() {
    return since + period.toNanos();
  }

  /** Whether a call was made in this period. */
  boolean begun() {
    return begun;
  }

  /** When the period began; valid only once it has {@linkplain #begun begun}. */
  long since() {
    return since;
  }

  int used() {
    return used;
  }
}
