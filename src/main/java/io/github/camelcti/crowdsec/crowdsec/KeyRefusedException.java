package io.github.camelcti.crowdsec.crowdsec;

/** CrowdSec rejects the key: no call can succeed until somebody fixes the key or its plan. */
public class KeyRefusedException extends CrowdSecException {

  public KeyRefusedException(String message) {
    super(message);
  }
}
