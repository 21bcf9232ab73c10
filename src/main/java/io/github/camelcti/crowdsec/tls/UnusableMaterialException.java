package io.github.camelcti.crowdsec.tls;

/** A certificate or key that can't be used. The message is to be read after the name of what was given. */
public final class UnusableMaterialException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private String fix;

  /**
   * @param what what is wrong, for example {@code has no certificate in it}; never a part of a key or passphrase
   * @param cause may be null
   */
  public UnusableMaterialException(String what, Throwable cause) {
    super(what, cause);
  }

  /** One that has a remedy of its own, a sentence. */
  static UnusableMaterialException withFix(String what, String fix) {
    UnusableMaterialException failure = new UnusableMaterialException(what, null);
    failure.fix = fix;
    return failure;
  }

  /** What helps, a sentence; null where that depends on what was given. */
  public String fix() {
    return fix;
  }
}
