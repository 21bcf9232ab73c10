package io.github.camelcti.crowdsec.enrich.answer;

import org.jspecify.annotations.Nullable;

/** CrowdSec's answer can't be used; the message says why in words for the analyst. */
public class UnreadableAnswerException extends Exception {

  private final boolean foreign;

  /**
   * @param message what is wrong with the answer
   * @param cause the parser's exception, may be null
   */
  public UnreadableAnswerException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  UnreadableAnswerException(String message, @Nullable Throwable cause, boolean foreign) {
    super(message, cause);
    this.foreign = foreign;
  }

  /** Whether it can be read but does not come from CrowdSec's API. */
  public boolean isForeign() {
    return foreign;
  }
}
