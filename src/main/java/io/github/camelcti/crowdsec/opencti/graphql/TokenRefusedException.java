package io.github.camelcti.crowdsec.opencti.graphql;

/**
 * The platform refuses the token. At the start this is a configuration fault and ends the process; later on, jobs
 * wait, since a token can be given its rights back.
 */
public class TokenRefusedException extends PlatformUnavailableException {

  public TokenRefusedException(String message) {
    super(message);
  }
}
