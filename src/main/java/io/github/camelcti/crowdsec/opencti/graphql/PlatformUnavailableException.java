package io.github.camelcti.crowdsec.opencti.graphql;

/** The platform is unreachable or failing right now: worth a retry later, a job is kept until then. */
public class PlatformUnavailableException extends PlatformException {

  public PlatformUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public PlatformUnavailableException(String message) {
    super(message);
  }
}
