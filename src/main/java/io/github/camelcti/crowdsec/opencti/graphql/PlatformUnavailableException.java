package io.github.camelcti.crowdsec.opencti.graphql;

/** The platform can't be reached or is not itself right now: worth asking again later, a job is kept meanwhile. */
public class PlatformUnavailableException extends PlatformException {

  public PlatformUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public PlatformUnavailableException(String message) {
    super(message);
  }
}
