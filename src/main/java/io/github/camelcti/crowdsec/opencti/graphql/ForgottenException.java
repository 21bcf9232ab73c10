package io.github.camelcti.crowdsec.opencti.graphql;

import org.jspecify.annotations.Nullable;

/** The platform no longer knows the connector: somebody deleted it, or the platform's data were replaced. */
public class ForgottenException extends GraphQlException {

  public ForgottenException(@Nullable String code, String message) {
    super(code, message);
  }
}
