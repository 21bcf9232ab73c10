package io.github.camelcti.crowdsec.opencti.graphql;

/** The platform did not do what it was asked. The message is one sentence for an operator, without secrets. */
public class PlatformException extends RuntimeException {

  public PlatformException(String message, Throwable cause) {
    super(message, cause);
  }

  public PlatformException(String message) {
    super(message);
  }
}
