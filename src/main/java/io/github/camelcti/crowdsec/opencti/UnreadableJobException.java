package io.github.camelcti.crowdsec.opencti;

import org.jspecify.annotations.Nullable;

/** The message is no enrichment job. The exception's message describes it without showing its content. */
public class UnreadableJobException extends RuntimeException {

  private final transient @Nullable Job remains;

  /**
   * @param message what is wrong
   * @param remains what could be read: a work or a playbook to answer, without an entity; null if nothing could
   */
  public UnreadableJobException(String message, @Nullable Job remains) {
    super(message);
    this.remains = remains;
  }

  /** The work or the playbook that waits for an answer all the same; null when the message names none. */
  public @Nullable Job remains() {
    return remains;
  }
}
