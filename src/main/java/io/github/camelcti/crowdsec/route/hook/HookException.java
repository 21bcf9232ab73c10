package io.github.camelcti.crowdsec.route.hook;

/** A job does without an engineer's route, for a reason that the message gives. */
public final class HookException extends Exception {

  HookException(String message) {
    super(message, null, false, false);
  }
}
