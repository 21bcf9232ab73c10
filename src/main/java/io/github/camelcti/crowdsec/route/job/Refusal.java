package io.github.camelcti.crowdsec.route.job;

/** Ends a job without calling CrowdSec, for a reason that its work shows. Not a fault, so it has no stack trace. */
public final class Refusal extends RuntimeException {

  private final transient Outcome outcome;

  public Refusal(Outcome outcome) {
    super(outcome.sentence(), null, false, false);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
