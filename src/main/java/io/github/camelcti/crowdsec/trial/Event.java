package io.github.camelcti.crowdsec.trial;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened during a trial.
 *
 * @param at milliseconds since the job came in
 * @param took milliseconds that the step took, with the steps in it; null for what is no step, or has not ended
 * @param route the step's route; null for what is no step
 * @param what the step, or a sentence
 */
public record Event(long at, @Nullable Long took, @Nullable String route, String what) {}
