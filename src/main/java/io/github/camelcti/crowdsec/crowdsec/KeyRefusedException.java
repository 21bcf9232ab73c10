package io.github.camelcti.crowdsec.crowdsec;

/** CrowdSec refuses the key: no call can succeed until somebody mends the key or its plan. */
public class KeyRefusedException extends CrowdSecException {

  public KeyRefusedException(String message) {
    super(message);
  }
}
