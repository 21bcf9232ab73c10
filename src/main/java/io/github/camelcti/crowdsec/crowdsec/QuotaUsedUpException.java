package io.github.camelcti.crowdsec.crowdsec;

/** The quota of the plan behind the key is used up: further calls are pointless for hours. */
public class QuotaUsedUpException extends CrowdSecException {

  public QuotaUsedUpException(String message) {
    super(message);
  }
}
