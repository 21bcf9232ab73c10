package io.github.camelcti.crowdsec.lookup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Spaces calls evenly, so that no second has more of them than allowed. */
final class Pace {

  private final Duration between;
  private final Clock clock;
  private final Pause pause;
  private Instant next = Instant.MIN;

  /**
   * @param perSecond most calls in one second, null for as many as there are
   */
  Pace(Integer perSecond, Clock clock, Pause pause) {
    this.between = perSecond == null ? Duration.ZERO : Duration.ofSeconds(1).dividedBy(perSecond);
    this.clock = clock;
    this.pause = pause;
  }

  /** Waits for the turn of the next call. */
  void await() throws InterruptedException {
    Instant now = clock.instant();
    if (next.isAfter(now)) {
      pause.hold(Duration.between(now, next));
      now = next;
    }
    next = now.plus(between);
  }
}
