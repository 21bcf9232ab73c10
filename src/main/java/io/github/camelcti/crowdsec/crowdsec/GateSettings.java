package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link CallGate}.
 *
 * @param waits whether jobs wait for quota and key; otherwise they end in error, and neither closes the gate
 * @param quota waits after a used-up quota; its longest is the wait after a refused key
 * @param burst waits after a burst that went on for all tries of a job
 * @param outageWaits whether jobs wait for the end of an outage; otherwise they end in error, and it does not close the
 *     gate
 * @param outage waits after a job got no usable answer, and after a try that said nothing about why the gate is closed
 * @param outageMaxWait longest time that jobs wait in one outage, null for no limit
 * @param budget most calls in a period, 0 for no limit
 * @param keyPrint fingerprint of the key: another key has its own quota, so earlier state is void
 */
public record GateSettings(boolean waits, Backoff quota, Backoff burst, boolean outageWaits, Backoff outage,
    @Nullable Duration outageMaxWait, int budget, Duration period, String keyPrint) {

  /** Whether jobs wait in the queue until this is over. */
  boolean waits(GateReason why) {
    return switch (why) {
      case OPEN -> false;
      case BURST -> true;
      case OUTAGE -> outageWaits;
      case QUOTA, KEY, BUDGET -> waits;
    };
  }

  /** The longest wait between two tries. */
  Duration longest(GateReason why) {
    return switch (why) {
      case BURST -> burst.longest();
      case OUTAGE -> outage.longest();
      default -> quota.longest();
    };
  }

  /**
   * The wait after a rejection.
   *
   * @param attempt 1 for the first
   * @param chance from 0 up to 1
   */
  Duration pause(GateReason why, int attempt, double chance) {
    return switch (why) {
      case BURST -> burst.pause(attempt, chance);
      case OUTAGE -> outage.pause(attempt, chance);
      // Nobody fixes a key within a minute.
      case KEY -> new Backoff(quota.longest(), quota.longest()).pause(1, chance);
      default -> quota.pause(attempt, chance);
    };
  }
}
