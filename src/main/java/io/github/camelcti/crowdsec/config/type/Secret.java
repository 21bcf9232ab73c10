package io.github.camelcti.crowdsec.config.type;

import java.util.Objects;

/**
 * A value that must never be shown: a token, a key, a password.
 *
 * <p>Its text form is a mask, so a log line or an error message cannot leak it by accident.
 */
public final class Secret {

  /** The mask shown instead of every secret. */
  public static final String MASK = "***";

  private final String value;

  private Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The secret in clear text. Pass it only to the protocol that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  /** The same for all secrets: a hash would be a fingerprint of the value in dumps. */
  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
