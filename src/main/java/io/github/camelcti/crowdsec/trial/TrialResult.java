package io.github.camelcti.crowdsec.trial;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.reload.RouteFinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a trial.
 *
 * @param findings what is wrong with the routes; if there is anything, the routes were not run
 * @param events what happened, in order
 * @param outcome how the job ended, as in the log; null if it did not end
 * @param sentence what the work says in the end, or why the job did not end; null if the routes were not run
 * @param inError whether the work has that as an error
 * @param bundle what was sent to OpenCTI; null if nothing was
 */
public record TrialResult(List<RouteFinding> findings, List<Event> events, @Nullable String outcome, @Nullable String sentence,
    boolean inError, @Nullable JsonNode bundle) {

  /** Whether the job ended without an error. */
  public boolean good() {
    return outcome != null && !inError;
  }
}
