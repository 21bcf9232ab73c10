package io.github.camelcti.crowdsec.crowdsec;

/** Why CrowdSec look-ups are paused, or that they are allowed. */
public enum GateReason {

  OPEN("CrowdSec look-ups are allowed"),
  QUOTA("the quota of the CrowdSec key is used up"),
  KEY("CrowdSec rejects the key in CROWDSEC_KEY; check that it is a CTI API key and still valid"),
  BUDGET("all calls allowed by CROWDSEC_QUOTA_BUDGET are used up"),
  BURST("calls are too fast for CrowdSec (CROWDSEC_MAX_REQUESTS_PER_SECOND slows them down)"),
  OUTAGE("CrowdSec gives no usable answer");

  private final String words;

  GateReason(String words) {
    this.words = words;
  }

  /** For people, without a full stop. */
  public String words() {
    return words;
  }
}
