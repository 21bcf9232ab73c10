package io.github.camelcti.crowdsec.crowdsec;

/** There was no connection to CrowdSec, so no call was made: it costs no quota. */
public class UnreachableException extends CrowdSecBusyException {

  public UnreachableException(String message, Throwable cause) {
    super(message, null, cause);
  }
}
