package io.github.camelcti.crowdsec.kamelet;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.JobReader;
import io.github.camelcti.crowdsec.opencti.ObservableReader;
import io.github.camelcti.crowdsec.opencti.UnreadableJobException;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of {@code opencti-enrichment-source}, beside the queue itself ({@link RegisteredQueue}): from a job's message to
 * the observable, and the end of the job's work.
 */
public final class EnrichmentJobs {

  private static final Logger LOG = LoggerFactory.getLogger(EnrichmentJobs.class);

  private final JobReader reader = new JobReader(Clock.systemUTC());

  @SuppressWarnings("NullAway.Init") // the Kamelet sets it
  private RegisteredQueue queue;

  /**
   * In: a job's message. Out: the observable's value as body, variables {@code job} and {@code observable}; body null when
   * there is nothing to enrich, and the work is ended already.
   */
  public void read(Exchange exchange) {
    Job job;
    byte[] message = exchange.getMessage().getBody(byte[].class);
    boolean again = exchange.getMessage().getHeader(SpringRabbitMQConstants.REDELIVERED, false, Boolean.class);
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(null);
    try {
      job = again ? reader.read(message).again() : reader.read(message);
    } catch (UnreadableJobException e) {
      LOG.warn("A message of the listen queue is dropped: {}", e.getMessage());
      close(e.remains(), "the job can't be read, " + e.getMessage(), true);
      return;
    }
    exchange.setVariable("job", job);
    Observable observable = ObservableReader.read(queue.platform()
        .ask(queue.operations().read(job))
        .data().get("stixCyberObservable"));
    String refusal = refusal(job, observable);
    if (refusal != null) {
      close(job, refusal, false);
      return;
    }
    exchange.setVariable("observable", observable);
    exchange.getMessage().setBody(Objects.requireNonNull(observable, "without one there is a refusal").value());
  }

  private @Nullable String refusal(Job job, @Nullable Observable observable) {
    Config config = queue.settings();
    List<String> scope = config.get(Settings.CONNECTOR_SCOPE);
    if (job.inDraft() || job.forPlaybook()) {
      return "this connector enriches neither drafts nor for playbooks";
    }
    if (observable == null) {
      return "the observable is not there any more, or the connector's user may not see it";
    }
    if (scope.stream().noneMatch(type -> type.equalsIgnoreCase(observable.entityType()))) {
      return observable.entityType() + " is not in the connector's scope";
    }
    return Parameters.limits(config).excess(observable.markings()).map(excess -> "not enriched: " + excess.reason())
        .orElse(null);
  }

  /** After a job that went well: ends its work, unless the platform's workers will. */
  public void done(Exchange exchange) {
    Job job = exchange.getVariable("job", Job.class);
    if (exchange.getVariable(BundlePush.WORK_TOLD) == null) {
      close(job, exchange.getVariable(CtiLookUp.SENTENCE, "Done", String.class), false);
    }
  }

  /**
   * After a job that failed: its work ends in error.
   *
   * @throws PlatformUnavailableException if OpenCTI was away, so that the job goes back to the queue
   */
  public void failed(Exchange exchange) {
    Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (caught instanceof PlatformUnavailableException away) {
      throw away;
    }
    String reason = caught.getMessage() == null ? caught.getClass().getSimpleName() : caught.getMessage();
    LOG.warn("A job failed: {}", reason);
    close(exchange.getVariable("job", Job.class), reason, true);
  }

  private void close(@Nullable Job job, String sentence, boolean inError) {
    if (job != null && job.hasWork()) {
      queue.platform().ask(Operation.of("close-work",
          Map.of("work", job.workId(), "message", sentence, "inError", inError)));
    }
  }

  public RegisteredQueue getQueue() {
    return queue;
  }

  public void setQueue(RegisteredQueue queue) {
    this.queue = queue;
  }
}
