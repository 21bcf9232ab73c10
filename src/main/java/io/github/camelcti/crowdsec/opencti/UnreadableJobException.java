package io.github.camelcti.crowdsec.opencti;

/** A message on the listen queue that is no enrichment job. It can't become one by waiting. */
public class UnreadableJobException extends RuntimeException {

  private final String workId;

  /**
   * @param message what is wrong with it, one sentence
   * @param workId the work that the message names all the same, null when it names none
   */
  public UnreadableJobException(String message, String workId) {
    super(message);
    this.workId = workId;
  }

  /** The work to close, or null. */
  public String workId() {
    return workId;
  }
}
