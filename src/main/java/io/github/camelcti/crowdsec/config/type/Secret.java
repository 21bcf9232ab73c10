package io.github.camelcti.crowdsec.config.type;

import java.util.Objects;

/**
 * A value that must never be seen: a token, a key, a password.
 *
 * <p>It masks itself wherever text is made of it, so a log line or an error message cannot leak it by
 * accident.
 */
public final class Secret {

  /** What stands in place of every secret. */
  public static final String MASK = "***";

  private final String value;

  private Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  /** The secret in clear text, only to be handed to the protocol that needs it. */
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
