package io.github.camelcti.crowdsec.lookup;

import java.time.Duration;

/** Waits; a test only notes for how long. */
@FunctionalInterface
public interface Pause {

  /** Waits for this long. */
  void hold(Duration time) throws InterruptedException;

  /** Really waits. */
  static Pause real() {
    return time -> Thread.sleep(time.toMillis());
  }
}
