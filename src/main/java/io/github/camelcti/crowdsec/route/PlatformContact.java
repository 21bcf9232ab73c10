package io.github.camelcti.crowdsec.route;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** When OpenCTI last answered one of our calls with more than a refusal of the whole. */
public final class PlatformContact {

  private final Clock clock;
  private final LongSupplier nanoTime;
  private volatile Long last;

  public PlatformContact() {
    this(Clock.systemUTC(), System::nanoTime);
  }

  /**
   * @param clock for the time that is shown
   * @param nanoTime tells how long ago it was, also when the clock is set
   */
  PlatformContact(Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  void note() {
    last = nanoTime.getAsLong();
  }

  /** Null before the first answer. */
  Instant last() {
    Duration silence = silence();
    return silence == null ? null : clock.instant().minus(silence).truncatedTo(ChronoUnit.MILLIS);
  }

  /** How long ago it was; null before the first answer. */
  Duration silence() {
    Long then = last;
    return then == null ? null : Duration.ofNanos(nanoTime.getAsLong() - then);
  }
}
