package io.github.camelcti.crowdsec.base;

import java.util.LinkedHashSet;
import java.util.Set;

/** Describes in one line why something failed. */
public final class Failures {

  private static final int MOST = 5;

  private Failures() {}

  /**
   * The messages of a failure and its causes, outermost first, at most five. A wrapper often repeats the message of its
   * cause: repetitions are left out. Where a message is missing, the exception's name is used.
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
