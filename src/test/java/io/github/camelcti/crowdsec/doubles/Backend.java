package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** The parts of the platform behind its API, and what a user makes them do together. */
record Backend(Generation generation, Connectors connectors, Platform live, Works works, Jobs jobs,
    Ingestor ingestor, List<JsonNode> bundles, Views views, JobMessages messages) implements AutoCloseable {

  static Backend of(Generation generation, Broker broker, List<JsonNode> bundles) {
    Platform live = new Platform();
    Works works = new Works();
    return new Backend(generation, new Connectors(), live, works, new Jobs(broker), new Ingestor(works),
        bundles, new Views(generation), new JobMessages(generation));
  }

  /** Drops a connector with its queues. */
  String forget(String connectorId) {
    connectors.unregister(connectorId);
    jobs.delete(connectorId);
    return connectorId;
  }

  /** Takes a connector's state away, and with it what waits in its queues. */
  Map<String, Object> resetState(String connectorId) {
    Map<String, Object> connector = connectors.resetState(connectorId);
    jobs.purge(connectorId);
    return connector;
  }

  /** Opens a work and sends its job. */
  String ask(String connectorId, String observableId, boolean auto) {
    ObjectNode stix = live.observableAsStix(observableId);
    if (stix == null) {
      throw PlatformError.functional("Cannot enrich the object, element cannot be found.", "enrichedId",
          observableId);
    }
    if (!connectors.registered(connectorId)) {
      throw PlatformError.internal("Cannot read properties of undefined (reading 'enrichment_resolution')");
    }
    String work = works.open(connectorId, stix.path("id").textValue(),
        auto ? "Enrichment" : "Manual enrichment");
    jobs.send(connectorId, messages.enrichment(work, stix, live.internalId(observableId),
        live.entityType(observableId), auto, null));
    return work;
  }

  @Override
  public void close() {
    ingestor.close();
    jobs.close();
  }
}
