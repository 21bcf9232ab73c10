package io.github.camelcti.crowdsec.metrics;

import java.util.Locale;

/** How a job can end: the values of the label {@code outcome}, and of that key in the log. */
public enum JobOutcome {
  /** CrowdSec knows the address, and OpenCTI has the result. */
  ENRICHED,
  /** CrowdSec does not know the address. */
  NOT_KNOWN,
  /** A private or local address: CrowdSec was not called. */
  PRIVATE,
  /** Enriched less than CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS ago. */
  LATELY,
  /** Its TLP marking is above CROWDSEC_MAX_TLP. */
  OVER_TLP,
  /** Its PAP marking is above CROWDSEC_MAX_PAP. */
  OVER_PAP,
  /** An automatic job of an observable that CROWDSEC_ONLY_LABELS or CROWDSEC_SKIP_LABELS leaves to analysts. */
  NOT_WANTED,
  /** A route of an engineer ended it with {@code direct:skip-job}. */
  SKIPPED,
  /** A type that CONNECTOR_SCOPE does not name. */
  OUT_OF_SCOPE,
  /** The observable's value is not one IP address. */
  NOT_AN_ADDRESS,
  /** The observable does not exist, or the connector's user may not see it. */
  NOT_FOUND,
  /** An error; the work says which. */
  FAILED,
  /** The process died twice while working on this job, or OpenCTI kept failing on it. */
  SET_ASIDE,
  /** The message is not a job. */
  UNREADABLE,
  /** Not ended: back to the queue, or left on disk, for a later try. */
  RETURNED;

  /** The label's value, in small letters. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
