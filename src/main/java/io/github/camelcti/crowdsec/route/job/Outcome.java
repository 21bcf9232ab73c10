package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.metrics.JobOutcome;

/**
 * How a job ends.
 *
 * @param kind for log and metrics
 * @param sentence what an analyst reads in the work
 * @param inError whether it is listed among the work's errors
 */
public record Outcome(JobOutcome kind, String sentence, boolean inError) {

  public static Outcome refused(JobOutcome kind, String sentence) {
    return new Outcome(kind, sentence, true);
  }

  /** An end without error: there was nothing to do, or it is done. */
  static Outcome fine(JobOutcome kind, String sentence) {
    return new Outcome(kind, sentence, false);
  }
}
