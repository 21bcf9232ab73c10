package io.github.camelcti.crowdsec.crowdsec;

/** No call is allowed now. Nothing is wrong with the job and it can wait, so this is not an outcome. */
public class GateClosedException extends CrowdSecException {

  public GateClosedException(String message) {
    super(message);
  }
}
