package io.github.camelcti.crowdsec.crowdsec;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something between us and CrowdSec answered in its place: a proxy, or whoever is at a wrong {@code CROWDSEC_API_URL}. It
 * says nothing about key, quota or address, whatever its status.
 */
public class NotCrowdSecException extends CrowdSecBusyException {

  public NotCrowdSecException(String message, @Nullable Duration retryAfter) {
    super(message, retryAfter, null);
  }
}
