package io.github.camelcti.crowdsec.crowdsec;

/** The circuit breaker is open, so no call was made. Waiting until it lets a trial call through may help. */
public class BreakerOpenException extends CrowdSecException {

  public BreakerOpenException(String message) {
    super(message);
  }
}
