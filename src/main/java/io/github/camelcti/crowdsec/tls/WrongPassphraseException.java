package io.github.camelcti.crowdsec.tls;

/** An encrypted key with a missing or wrong passphrase. The message follows the passphrase's name. */
public final class WrongPassphraseException extends RuntimeException {

  WrongPassphraseException(String what) {
    super(what);
  }
}
