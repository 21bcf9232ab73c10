package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** The parts of the platform behind its API, and what a user makes them do together. */
record Backend(Generation generation, Connectors connectors, Platform live, Drafts drafts, Works works, Jobs jobs,
    Ingestor ingestor, Workers workers, Caller caller, Playbooks playbooks, PlatformKey key, List<JsonNode> bundles,
    Views views, JobMessages messages) implements AutoCloseable {

  static Backend of(Generation generation, Broker broker, List<JsonNode> bundles) {
    Platform live = new Platform();
    Drafts drafts = new Drafts(live);
    Works works = new Works(generation.dropsResultsOfClosedWorks());
    Ingestor ingestor = new Ingestor(generation, works);
    PlatformKey key = new PlatformKey();
    Caller caller = new Caller(generation, key);
    return new Backend(generation, new Connectors(), live, drafts, works, new Jobs(broker), ingestor,
        new Workers(generation, broker, ingestor, works, drafts, caller), caller, new Playbooks(generation), key,
        bundles, new Views(generation), new JobMessages(generation));
  }

  /** Drops a connector with its queues. */
  String forget(String connectorId) {
    connectors.unregister(connectorId);
    workers.leave(connectorId);
    jobs.delete(connectorId);
    return connectorId;
  }

  /** Takes a connector's state away, and with it what waits in its queues. */
  Map<String, Object> resetState(String connectorId) {
    Map<String, Object> connector = connectors.resetState(connectorId);
    jobs.purge(connectorId);
    return connector;
  }

  /**
   * Opens a work and sends its job.
   *
   * @param draftId null outside of drafts
   */
  String ask(String connectorId, String observableId, boolean auto, String draftId) {
    return ask(connectorId, observableId, auto, draftId, null);
  }

  /** The same, for a work that is there: works made in one millisecond are one (observations, 13.1). */
  String ask(String connectorId, String observableId, boolean auto, String draftId, String sameWork) {
    Platform space = drafts.enter(draftId);
    if (space == null) {
      throw new IllegalArgumentException("no open draft has the id " + draftId);
    }
    ObjectNode stix = space.observableAsStix(observableId);
    if (stix == null) {
      throw PlatformError.functional("Cannot enrich the object, element cannot be found.", "enrichedId",
          observableId);
    }
    if (!connectors.registered(connectorId)) {
      throw PlatformError.internal("Cannot read properties of undefined (reading 'enrichment_resolution')");
    }
    String work = sameWork != null ? sameWork : works.open(connectorId, stix.path("id").textValue(),
        auto ? "Enrichment" : "Manual enrichment");
    works.draftContext(work, draftId);
    jobs.send(connectorId, messages.enrichment(work, stix, space.internalId(observableId),
        space.entityType(observableId), auto, draftId));
    return work;
  }

  /** Lets a playbook come to the connector's step; gives the id of the execution. */
  String askPlaybook(String connectorId, String observableId, JsonNode... more) {
    Map<String, Object> connector = connectors.connector(connectorId);
    if (connector == null || !Boolean.TRUE.equals(connector.get("playbook_compatible"))) {
      throw new IllegalStateException(connectorId + " is not registered as playbook_compatible");
    }
    ObjectNode job = playbooks.open(live.observableAsStix(observableId), more);
    jobs.send(connectorId, job);
    return job.at("/internal/playbook/execution_id").asText();
  }

  @Override
  public void close() {
    workers.close();
    ingestor.close();
    jobs.close();
  }
}
