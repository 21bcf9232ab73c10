package io.github.camelcti.crowdsec.route.job;

/**
 * A look-up was blocked because CrowdSec must not get the job's observable. Not an outage, and a retry changes nothing.
 */
public final class WithheldException extends RuntimeException {

  WithheldException(String message) {
    super(message);
  }
}
