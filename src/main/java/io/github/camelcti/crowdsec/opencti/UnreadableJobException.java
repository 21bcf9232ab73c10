package io.github.camelcti.crowdsec.opencti;

import org.jspecify.annotations.Nullable;

/** The message is not an enrichment job. The exception's message describes it without showing its content. */
public class UnreadableJobException extends RuntimeException {

  private final transient @Nullable Job remains;

  /** @param remains what could be read: a work or a playbook to answer, without an entity; null if there is nothing */
  public UnreadableJobException(String message, @Nullable Job remains) {
    super(message);
    this.remains = remains;
  }

  /** The work or the playbook that still waits for an answer; null when the message names none. */
  public @Nullable Job remains() {
    return remains;
  }
}
