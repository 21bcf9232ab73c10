package io.github.camelcti.crowdsec.opencti.graphql;

/** Results can't be sent to OpenCTI's workers through the broker, which OpenCTI's own answers don't show. */
public class WorkersUnreachableException extends PlatformUnavailableException {

  public WorkersUnreachableException(String message) {
    super(message);
  }

  public WorkersUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
