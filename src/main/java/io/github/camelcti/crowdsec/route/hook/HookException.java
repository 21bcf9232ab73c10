package io.github.camelcti.crowdsec.route.hook;

/** An engineer's route took too long; the message says which, and how long. */
public final class HookException extends Exception {

  HookException(String message) {
    super(message, null, false, false);
  }
}
