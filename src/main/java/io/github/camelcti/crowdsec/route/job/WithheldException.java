package io.github.camelcti.crowdsec.route.job;

/** CrowdSec may not be asked about a job's observable, so it was not. Nobody's trouble, and another try changes nothing. */
public final class WithheldException extends RuntimeException {

  WithheldException(String message) {
    super(message);
  }
}
