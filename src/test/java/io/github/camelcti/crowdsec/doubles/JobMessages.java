package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The jobs as a generation of the platform writes them. */
final class JobMessages {

  private final Generation generation;

  JobMessages(Generation generation) {
    this.generation = generation;
  }

  /**
   * A job to enrich one observable.
   *
   * @param auto whether the platform asked by itself, else a user did
   * @param draftId null outside of drafts
   */
  ObjectNode enrichment(String workId, ObjectNode stixEntity, String internalId, String entityType,
      boolean auto, String draftId) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    ObjectNode internal = job.putObject("internal").put("work_id", workId);
    ObjectNode event = job.putObject("event");
    if (generation.atLeast(Generation.V6_9_10)) {
      internal.putNull("applicant_id").put("draft_id", draftId)
          .put("mode", auto ? "auto" : "manual").put("trigger", auto ? "create" : "update");
    } else {
      internal.put("applicant_id", auto ? null : Platform.USER_ID);
    }
    if (!generation.atLeast(Generation.V6_2)) {
      event.put("entity_id", internalId);
      return job;
    }
    event.put("event_type", "INTERNAL_ENRICHMENT")
        .put("entity_id", stixEntity.path("id").textValue())
        .put("entity_type", entityType);
    if (generation.atLeast(Generation.V6_9_10)) {
      event.put("stix_entity", stixEntity.toString()).putNull("stix_objects");
    }
    return job;
  }
}
