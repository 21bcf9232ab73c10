package io.github.camelcti.crowdsec.tls;

import org.jspecify.annotations.Nullable;

/** A certificate or key that can't be used. The message follows the name of what was given. */
public final class UnusableMaterialException extends RuntimeException {

  private final @Nullable String fix;

  /** @param what what is wrong, for example {@code contains no certificate}; never a part of a key or passphrase */
  UnusableMaterialException(String what) {
    super(what);
    this.fix = null;
  }

  UnusableMaterialException(String what, Throwable cause) {
    super(what, cause);
    this.fix = null;
  }

  /** @param fix what helps, a sentence */
  UnusableMaterialException(String what, String fix) {
    super(what);
    this.fix = fix;
  }

  /** What helps, a sentence; null where that depends on what was given. */
  public @Nullable String fix() {
    return fix;
  }
}
