package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The step of a playbook that a job belongs to (OpenCTI contract, section 5d). The playbook waits for exactly one
 * answer.
 *
 * @param executionId the playbook's run
 * @param eventId what started the run, null from platforms before 6
 * @param dataInstanceId id of the object that the run is about; it has to be in the answer
 * @param bundle the objects that came with the job, never null
 */
public record Playbook(@Nullable String executionId, @Nullable String eventId, @Nullable String playbookId,
    @Nullable String dataInstanceId, @Nullable String stepId, @Nullable String previousStepId,
    ObjectNode bundle, Instant started) {

  /** The object with that id in the incoming bundle, null if there is none. */
  public @Nullable ObjectNode object(String id) {
    for (JsonNode object : bundle.path("objects")) {
      if (object.isObject() && object.path("id").asText().equals(id)) {
        return (ObjectNode) object;
      }
    }
    return null;
  }

  /** Shows only the step: the bundle may be large and confidential. */
  @Override
  public String toString() {
    return "Playbook[" + playbookId + ", step " + stepId + "]";
  }
}
