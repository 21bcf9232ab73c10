package io.github.camelcti.crowdsec.base;

import java.util.LinkedHashSet;
import java.util.Set;

/** Says in one line why something failed. */
public final class Failures {

  private static final int MOST = 5;

  private Failures() {}

  /**
   * The messages of a failure and of what caused it, outermost first, at most five of them. Whoever wraps an exception often
   * repeats its message: what has been said already is left out. Where a message is missing, the exception's name stands.
   */
  public static String inOneLine(Throwable failure) {
    Set<String> messages = new LinkedHashSet<>();
    for (Throwable cause = failure; cause != null && messages.size() < MOST; cause = cause.getCause()) {
      String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      if (messages.stream().noneMatch(said -> said.contains(message))) {
        messages.add(message);
      }
    }
    return String.join("; because: ", messages);
  }
}
