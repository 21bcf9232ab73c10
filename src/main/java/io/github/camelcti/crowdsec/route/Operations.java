package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.Operation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.Variable;

/** The requests that the routes make to OpenCTI: which document, with which variables. */
public final class Operations extends ConfiguredBean {

  /** Exchange variable: an expectation was announced for the bundle that follows, so a failed push must report it. */
  static final String ANNOUNCED = "announced";

  private static final String RECEIVED = "CrowdSec connector received the job";

  /** Asks for the platform's version; proves URL and token before anything is registered. */
  public Operation about() {
    return Operation.of("about", Map.of(), "about");
  }

  /** Registers the connector. */
  public Operation register() {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("id", getConfig().get(Settings.CONNECTOR_ID));
    input.put("name", getConfig().get(Settings.CONNECTOR_NAME));
    input.put("type", getConfig().get(Settings.CONNECTOR_TYPE));
    input.put("scope", getConfig().get(Settings.CONNECTOR_SCOPE));
    input.put("auto", getConfig().get(Settings.CONNECTOR_AUTO));
    input.put("only_contextual", false);
    input.put("playbook_compatible", false);
    // The connector's own writes must not trigger it again, and it needs no resolved bundle in the job.
    input.put("auto_update", false);
    input.put("enrichment_resolution", "none");
    return Operation.of("register-connector", Map.of("input", input), "registerConnector");
  }

  /** Tells the platform that we live. */
  public Operation ping() {
    Map<String, Object> info = new HashMap<>();
    info.put("run_and_terminate", false);
    info.put("buffering", false);
    info.put("queue_threshold", 500);
    info.put("queue_messages_size", 0);
    Map<String, Object> variables = new HashMap<>();
    variables.put("id", getConfig().get(Settings.CONNECTOR_ID));
    variables.put("state", null);
    variables.put("info", info);
    return Operation.of("ping-connector", variables, "pingConnector");
  }

  /** Reads the job's observable. */
  public Operation read(@Variable("job") Job job) {
    return Operation.of("read-observable", Map.of("id", job.entityId()), "stixCyberObservable");
  }

  /** Tells the job's work that it is in hand. A failure is only a warning, so no field is essential. */
  public Operation received(@Variable("job") Job job) {
    return Operation.of("mark-received", Map.of("work", job.workId(), "message", RECEIVED));
  }

  /** Pushes the bundle, with the result text for the work. */
  public Operation push(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment, Exchange exchange) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("connector", getConfig().get(Settings.CONNECTOR_ID));
    variables.put("bundle", enrichment.bundle().toJson());
    if (!job.hasWork()) {
      return Operation.of("push-without-work", variables, "stixBundlePush");
    }
    variables.put("work", job.workId());
    variables.put("workId", job.workId());
    variables.put("message", enrichment.sentence());
    boolean single = enrichment.bundle().objects().size() == 1;
    if (single) {
      exchange.setVariable(ANNOUNCED, true);
    }
    return Operation.of(single ? "push-single-object" : "push-bundle", variables, "stixBundlePush");
  }

  /** Ends the job's work without a push. A failure is only a warning: the enrichment is not done again for it. */
  public Operation close(@Variable("job") Job job, @Body Outcome outcome, Exchange exchange) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("work", job.workId());
    variables.put("message", outcome.sentence());
    if (exchange.getVariable(ANNOUNCED) != null) {
      return Operation.of("close-announced-work", variables);
    }
    variables.put("inError", outcome.inError());
    return Operation.of("close-work", variables);
  }
}
