package io.github.camelcti.crowdsec.crowdsec;

/** No call may be made now. The job is as good as before and can wait, so this is no outcome for it. */
public class GateClosedException extends CrowdSecException {

  public GateClosedException(String message) {
    super(message);
  }
}
