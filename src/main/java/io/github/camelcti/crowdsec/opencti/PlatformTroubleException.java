package io.github.camelcti.crowdsec.opencti;

/**
 * OpenCTI took the request and could not carry it out, since its own RabbitMQ or database is in trouble
 * ({@value #CODE}). Apart from other errors, so that a route can tell them by the class.
 */
public class PlatformTroubleException extends GraphQlException {

  static final String CODE = "INTERNAL_SERVER_ERROR";

  /** @param message what the platform said, fit for a log line */
  public PlatformTroubleException(String message) {
    super(CODE, message);
  }
}
