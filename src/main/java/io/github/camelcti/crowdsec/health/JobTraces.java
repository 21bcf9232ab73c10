package io.github.camelcti.crowdsec.health;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.MessageHistory;
import org.apache.camel.main.Main;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Which steps the last jobs went through, and how long each took, by the id of the job's work. Without bodies, headers and
 * variables: so no address, marking, token or key is in it, whatever a route was edited to (docs/decisions/0021).
 */
public final class JobTraces extends EventNotifierSupport {

  private static final String NAME = "jobTraces";

  /** Guarded by itself. */
  private final Map<String, JsonObject> kept;

  private JobTraces(int most) {
    kept = new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, JsonObject> eldest) {
        return size() > most;
      }
    };
  }

  /** Lets a Camel that is about to start keep traces, if the settings ask for it; otherwise nothing is recorded. */
  public static void enable(Main main, Config config) {
    int most = config.get(Settings.CONNECTOR_TRACE_JOBS);
    if (most > 0) {
      main.bind(NAME, new JobTraces(most));
      main.addOverrideProperty("camel.main.messageHistory", "true");
    }
  }

  @Override
  public boolean isEnabled(CamelEvent event) {
    return event.getType() == CamelEvent.Type.ExchangeCompleted || event.getType() == CamelEvent.Type.ExchangeFailed;
  }

  @Override
  public void notify(CamelEvent event) {
    Exchange exchange = ((ExchangeEvent) event).getExchange();
    Job job = JobsInHand.ROUTES.contains(exchange.getFromRouteId()) ? JobState.job(exchange) : null;
    if (job != null && job.hasWork()) {
      synchronized (kept) {
        kept.remove(job.workId()); // a job that came again is the newest
        kept.put(job.workId(), trace(exchange, job));
      }
    }
  }

  /** The trace of a job that has ended, as JSON; null if none is kept. */
  @Nullable String of(String workId) {
    synchronized (kept) {
      JsonObject trace = kept.get(workId);
      return trace == null ? null : trace.toJson();
    }
  }

  private static JsonObject trace(Exchange exchange, Job job) {
    long begin = exchange.getClock().getCreated();
    JsonArray steps = new JsonArray();
    @SuppressWarnings("unchecked") // Camel's own property
    List<MessageHistory> history = exchange.getProperty(Exchange.MESSAGE_HISTORY, List.class);
    for (MessageHistory step : history == null ? List.<MessageHistory>of() : history) {
      JsonObject told = new JsonObject();
      told.put("route", step.getRouteId());
      told.put("step", step.getNode().getId());
      told.put("afterMillis", step.getTime() - begin);
      told.put("millis", step.getElapsed());
      steps.add(told);
    }
    JsonObject trace = new JsonObject();
    trace.put("work", job.workId());
    trace.put("redelivered", job.redelivered());
    Outcome outcome = exchange.getVariable(JobState.OUTCOME, Outcome.class);
    trace.put("outcome", outcome == null ? null : outcome.kind().name());
    // Its message may hold data of the job.
    trace.put("failure", exchange.getException() == null ? null : exchange.getException().getClass().getName());
    trace.put("millis", exchange.getClock().elapsed());
    trace.put("steps", steps);
    return trace;
  }
}
