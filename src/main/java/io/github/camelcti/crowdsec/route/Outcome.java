package io.github.camelcti.crowdsec.route;

/**
 * How a job ends when nothing is pushed for it.
 *
 * @param sentence what an analyst reads in the work
 * @param inError whether it stands among the work's errors
 */
public record Outcome(String sentence, boolean inError) {

  static Outcome refused(String sentence) {
    return new Outcome(sentence, true);
  }

  /** An end that is no error: nothing was to be done, or it is done. */
  static Outcome fine(String sentence) {
    return new Outcome(sentence, false);
  }
}
