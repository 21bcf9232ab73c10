package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something else answered instead of CrowdSec: a proxy, or the server at a wrong {@code CROWDSEC_API_URL}. It says
 * nothing about key, quota or address, whatever its status.
 */
public class NotCrowdSecException extends CrowdSecBusyException {

  public NotCrowdSecException(String message, @Nullable Duration retryAfter) {
    super(message, retryAfter, null);
  }
}
