package io.github.camelcti.crowdsec.opencti;

import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;

/** The platform can't do what a setting asks for: the operator has to change the setting. */
public class UnfitPlatformException extends PlatformException {

  /** @param message which platform, which setting, and what to set instead */
  public UnfitPlatformException(String message) {
    super(message);
  }
}
