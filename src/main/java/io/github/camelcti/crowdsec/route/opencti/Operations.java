package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.IndicatorEdits;
import io.github.camelcti.crowdsec.opencti.CallbackUri;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.Playbook;
import io.github.camelcti.crowdsec.opencti.PlaybookResult;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.result.CommonObjects;
import io.github.camelcti.crowdsec.opencti.result.Pushes;
import io.github.camelcti.crowdsec.opencti.result.WorkerBatch;
import io.github.camelcti.crowdsec.opencti.result.WorkerMessages;
import io.github.camelcti.crowdsec.route.job.Outcome;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The requests that the routes make to OpenCTI: which document, with which variables. */
public final class Operations {

  /** Exchange variable: the bundle was pushed before, perhaps without success, or the job's work has the result. */
  public static final String PUSHED = "pushed";

  private static final String RECEIVED = "CrowdSec connector received the job";

  private final @Nullable GraphQlDocuments documents;
  private final @Nullable KeepEdits keepEdits;
  private final Config config;

  /** @param keepEdits learns from each read; null if not needed */
  public Operations(Config config, @Nullable GraphQlDocuments documents, @Nullable KeepEdits keepEdits) {
    this.config = config;
    this.documents = documents;
    this.keepEdits = keepEdits;
  }

  /** Asks for the platform's version; checks URL and token before anything is registered. */
  public Operation about() {
    return Operation.of("about", Map.of(), "about");
  }

  public Operation register() {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("id", connectorId());
    variables.put("name", config.get(Settings.CONNECTOR_NAME));
    variables.put("type", config.get(Settings.CONNECTOR_TYPE));
    variables.put("scope", config.get(Settings.CONNECTOR_SCOPE));
    variables.put("auto", config.get(Settings.CONNECTOR_AUTO));
    variables.put("playbook_compatible", true);
    variables.put("listen_callback_uri", CallbackUri.of(config));
    return Operation.of("register-connector", variables, "registerConnector");
  }

  /** Tells the platform that the connector is alive. */
  public Operation ping() {
    Map<String, Object> info = new HashMap<>();
    info.put("run_and_terminate", false);
    info.put("buffering", false);
    info.put("queue_threshold", 500);
    info.put("queue_messages_size", 0);
    Map<String, Object> variables = new HashMap<>();
    variables.put("id", connectorId());
    variables.put("state", null);
    variables.put("info", info);
    return Operation.of("ping-connector", variables, "pingConnector");
  }

  /** Reads the job's observable, as it is in the job's draft. */
  public Operation read(@Variable("job") Job job) {
    Map<String, Object> variables = new HashMap<>(keepEdits == null ? CommonObjects.none() : keepEdits.variables(job));
    variables.put("id", job.entityId());
    return Operation.of("read-observable", variables, "stixCyberObservable").inDraft(job.draftId());
  }

  /** Reads the indicator that the result would overwrite. */
  public Operation readIndicator(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment) {
    return Operation.of("read-indicator", Map.of("id", IndicatorEdits.indicator(enrichment).orElseThrow()), "indicator")
        .inDraft(job.draftId());
  }

  /** Marks the job's work as in progress. A failure is only a warning, so no field is essential. */
  public Operation received(@Variable("job") Job job) {
    return Operation.of("mark-received", Map.of("work", job.workId(), "message", RECEIVED));
  }

  /**
   * Pushes the bundle under the job's work, which gets the result. A work that may have ended before is ended here:
   * "received" would reopen it for good (OpenCTI observations, 13.2).
   */
  public Operation push(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment, Exchange exchange) {
    String bundle = enrichment.toSend().toJson();
    if (!job.hasWork()) {
      return described(Pushes.withoutWork(connectorId(), bundle), job, enrichment);
    }
    boolean again = job.redelivered() || exchange.getVariable(PUSHED) != null;
    exchange.setVariable(PUSHED, true);
    return described(Pushes.withWork(connectorId(), bundle, job.workId(),
        pushTellsWork() ? enrichment.sentence() : importedElsewhere(enrichment),
        again || enrichment.toSend().objects().size() == 1), job, enrichment);
  }

  /** Ends the job's work with the result, unless that was done, and opens a separate work for the import. */
  public Operation openImport(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment, Exchange exchange) {
    Operation open = Pushes.openWork(connectorId(), enrichment.sentence());
    if (!job.hasWork() || exchange.getVariable(PUSHED) != null) {
      return open;
    }
    return closing(job.workId(), importedElsewhere(enrichment), false).and(open);
  }

  /**
   * Pushes the bundle under the work that was opened for it, after ending that work, so that OpenCTI can't close it.
   */
  public Operation pushWithImport(@Variable("job") Job job, @Variable("importWork") String work,
      @Variable("enrichment") Enrichment enrichment) {
    return described(Pushes.withWork(connectorId(), enrichment.toSend().toJson(), work, enrichment.sentence(),
        true), job, enrichment);
  }

  /** Adds the observable's new description to the same call, after the rest; a bundle would set it too late. */
  private static Operation described(Operation operation, Job job, Enrichment enrichment) {
    String description = enrichment.description();
    return description == null ? operation : operation.and(Operation.of("write-description",
        Map.of("observable", job.entityId(),
            "edits", List.of(Map.of("key", "x_opencti_description", "value", List.of(description))))));
  }

  /** Asks whether the work that was opened for the import was still open when it was ended. */
  public Operation askImport(@Variable("importWork") String work) {
    return Pushes.askWhetherAlive(work);
  }

  /** Ends the work that was opened for an import that did not happen. */
  public Operation closeImport(@Variable("importWork") String work, @Variable("outcome") Outcome outcome) {
    return closing(work, outcome.sentence(), true);
  }

  private String connectorId() {
    return config.get(Settings.CONNECTOR_ID);
  }

  private static String importedElsewhere(Enrichment enrichment) {
    return enrichment.sentence() + "; OpenCTI imports it under a separate work";
  }

  /**
   * Whether a push can name the job's work. If not, the platform opens a work of its own for the import. The documents
   * decide, not the version: the platform may have rejected the variant for its version.
   */
  private boolean pushTellsWork() {
    GraphQlDocuments known = Objects.requireNonNull(documents, "only a Kamelet has no documents");
    return known.takes("push-bundle", "work") && known.takes("push-with-ended-work", "work");
  }

  /** Reads the progress of a work that was started before. */
  public Operation readWork(@Variable("job") Job job) {
    return Operation.of("read-work", Map.of("work", job.workId()));
  }

  /** Tells the work how many objects to expect. */
  public Operation announce(@Variable("job") Job job, @Variable("parcel") WorkerBatch parcel) {
    parcel.announcing();
    return Operation.of("announce-objects", Map.of("work", job.workId(), "objects", parcel.toAnnounce()));
  }

  /**
   * Answers the playbook: with the enrichment, or with the unchanged bundle if there is none. A rejected enrichment is
   * an error, so that the unchanged bundle can follow; after that, nothing follows.
   */
  public Operation answerPlaybook(@Variable("job") Job job, Exchange exchange) {
    Enrichment enrichment = exchange.getVariable("enrichment", Enrichment.class);
    boolean enriched = enrichment != null && enrichment.known();
    Playbook playbook = Objects.requireNonNull(job.playbook(), "the job is of no playbook");
    Map<String, Object> variables = new HashMap<>();
    variables.put("execution", playbook.executionId());
    variables.put("event", playbook.eventId());
    variables.put("started", playbook.started().truncatedTo(ChronoUnit.SECONDS).toString());
    variables.put("instance", playbook.dataInstanceId());
    variables.put("playbook", playbook.playbookId());
    variables.put("previousStep", playbook.previousStepId());
    variables.put("step", playbook.stepId());
    variables.put("previousBundle", PlaybookResult.unchanged(playbook));
    variables.put("bundle", enriched ? PlaybookResult.enriched(playbook, enrichment.bundle())
        : PlaybookResult.unchanged(playbook));
    return enriched ? Operation.of("answer-playbook", variables, "playbookStepExecution")
        : Operation.of("answer-playbook", variables);
  }

  /** Ends the job's work with an outcome. A failure is only a warning: the enrichment is not done again for it. */
  public Operation close(@Variable("job") Job job, @Body Outcome outcome) {
    return closing(job.workId(), outcome.sentence(), outcome.inError());
  }

  /** Ends the work whose objects went to the workers, and sets the description that their messages left out. */
  public Operation closeSent(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment, @Body Outcome outcome) {
    Operation close = close(job, outcome);
    return WorkerMessages.bringDescription(job) ? close : described(close, job, enrichment);
  }

  private static Operation closing(@Nullable String work, String text, boolean inError) {
    return Operation.of("close-work", Map.of("work", work, "message", text, "inError", inError));
  }
}
