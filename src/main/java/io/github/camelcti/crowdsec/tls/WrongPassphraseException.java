package io.github.camelcti.crowdsec.tls;

/** A key that is encrypted, and no passphrase or another one. The message is to be read after the passphrase's name. */
public final class WrongPassphraseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongPassphraseException(String what) {
    super(what);
  }
}
