package io.github.camelcti.crowdsec.enrich.answer;

/** CrowdSec's answer is no JSON object with anything in it; the message says so in words for the analyst. */
public class UnreadableAnswerException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean foreign;

  /**
   * @param message what is wrong with the answer
   * @param cause the parser's complaint, may be null
   */
  public UnreadableAnswerException(String message, Throwable cause) {
    this(message, cause, false);
  }

  UnreadableAnswerException(String message, Throwable cause, boolean foreign) {
    super(message, cause);
    this.foreign = foreign;
  }

  /** Whether it can be read, and is from something else than CrowdSec's API. */
  public boolean isForeign() {
    return foreign;
  }
}
