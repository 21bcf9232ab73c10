package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls are too fast: nothing is wrong with quota or key, a pause helps. */
public class BurstException extends CrowdSecBusyException {

  public BurstException(String message, @Nullable Duration retryAfter) {
    super(message, retryAfter, null);
  }
}
