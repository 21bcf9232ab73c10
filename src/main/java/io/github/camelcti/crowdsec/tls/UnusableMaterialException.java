package io.github.camelcti.crowdsec.tls;

import org.jspecify.annotations.Nullable;

/** A certificate or key that can't be used. The message is to be read after the name of what was given. */
public final class UnusableMaterialException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what what is wrong, for example {@code has no certificate in it}; never a part of a key or passphrase
   * @param cause may be null
   */
  public UnusableMaterialException(String what, @Nullable Throwable cause) {
    super(what, cause);
  }
}
