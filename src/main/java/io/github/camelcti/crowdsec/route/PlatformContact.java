package io.github.camelcti.crowdsec.route;

import java.time.Clock;
import java.time.Instant;

/** When OpenCTI last answered one of our calls with more than a refusal of the whole. */
public final class PlatformContact {

  private final Clock clock;
  private volatile Instant last;

  public PlatformContact() {
    this(Clock.systemUTC());
  }

  PlatformContact(Clock clock) {
    this.clock = clock;
  }

  void note() {
    last = clock.instant();
  }

  /** Null before the first answer. */
  Instant last() {
    return last;
  }
}
