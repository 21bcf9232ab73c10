package io.github.camelcti.crowdsec.opencti.graphql;

/**
 * The platform rejects the token. At the start this is a configuration error and ends the process; later on, jobs wait,
 * since the token may get its rights back.
 */
public class TokenRefusedException extends PlatformUnavailableException {

  public TokenRefusedException(String message) {
    super(message);
  }
}
