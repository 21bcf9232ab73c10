package io.github.camelcti.crowdsec.opencti.graphql;

/** Results can't be brought to the platform's workers by the broker: nothing that the platform answers tells about that. */
public class WorkersUnreachableException extends PlatformUnavailableException {

  public WorkersUnreachableException(String message) {
    super(message);
  }

  public WorkersUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
