package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** CrowdSec can't answer right now (5xx, a burst throttle, a time-out): worth a bounded number of further calls. */
public class CrowdSecBusyException extends CrowdSecException {

  private final @Nullable Duration retryAfter;

  /** @param retryAfter how long the server asked to wait, already capped; null when it did not say */
  public CrowdSecBusyException(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  /** How long to wait before the next call, or null to follow the backoff. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
