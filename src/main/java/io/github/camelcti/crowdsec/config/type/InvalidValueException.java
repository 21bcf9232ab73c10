package io.github.camelcti.crowdsec.config.type;

import org.jspecify.annotations.Nullable;

/** A text that a {@link ValueType} does not accept. For secrets, it does not quote the text. */
public final class InvalidValueException extends RuntimeException {

  private final @Nullable String fix;

  /** @param what what is wrong, a phrase that follows the value, for example {@code is not a whole number} */
  InvalidValueException(String what) {
    this(what, null);
  }

  /**
   * @param what what is wrong, a phrase that follows the value
   * @param fix what to write instead, as a sentence; null for the type's general advice
   */
  InvalidValueException(String what, @Nullable String fix) {
    super(what, null, false, false);
    this.fix = fix;
  }

  public @Nullable String fix() {
    return fix;
  }
}
