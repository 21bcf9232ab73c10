package io.github.camelcti.crowdsec.crowdsec;

import org.jspecify.annotations.Nullable;

/**
 * CrowdSec gave no usable answer, and asking again would not change that. The message is one sentence that an analyst
 * reads in the work; it never holds the key.
 */
public class CrowdSecException extends RuntimeException {

  public CrowdSecException(String message) {
    super(message);
  }

  public CrowdSecException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
