package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.crowdsec.CrowdSecException;
import io.github.camelcti.crowdsec.crowdsec.GateClosedException;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.route.hand.EditTrial;
import io.github.camelcti.crowdsec.route.hand.JobInHand;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.hook.HookBusyException;
import io.github.camelcti.crowdsec.route.job.JobRecord;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.Outcome;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs one line for each job that ends, always with the same keys, and counts it in the metrics. A job that goes back
 * to the queue is logged elsewhere, and only when that is news.
 */
public final class JobJournal implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger("crowdsec.job");
  private static final String NOTHING = "-";

  private final ConnectorMetrics metrics;
  private final PlatformGate platformGate;
  private final EditTrial trial;

  /** @param trial is told how the job fared */
  public JobJournal(PlatformGate platformGate, ConnectorMetrics metrics, EditTrial trial) {
    this.platformGate = platformGate;
    this.metrics = metrics;
    this.trial = trial;
  }

  @Override
  public void process(Exchange exchange) {
    long begun = System.nanoTime();
    metrics.jobBegun();
    JobsInHand.atEnd(exchange, done -> {
      judge(done, begun);
      ended(done, Duration.ofNanos(System.nanoTime() - begun));
    });
  }

  private void ended(Exchange exchange, Duration took) {
    Outcome outcome = exchange.getVariable(JobState.OUTCOME, Outcome.class);
    if (exchange.isFailed() || outcome == null) {
      metrics.jobEnded(JobOutcome.RETURNED, false, took, 0);
      return;
    }
    Enrichment enrichment = exchange.getVariable("enrichment", Enrichment.class);
    boolean sent = outcome.kind() == JobOutcome.ENRICHED || outcome.kind() == JobOutcome.NOT_KNOWN;
    platformGate.told(exchange, sent);
    int objects = sent && enrichment != null ? enrichment.toSend().objects().size() : 0;
    metrics.jobEnded(outcome.kind(), outcome.inError(), took, objects);
    Job job = JobState.job(exchange);
    IpAddress address = JobState.address(exchange);
    // As the Python client library, which logs what a job fails with as an error.
    LoggingEventBuilder line = outcome.kind() == JobOutcome.FAILED ? LOG.atError() : LOG.atInfo();
    line.addKeyValue("outcome", outcome.kind().label())
        .addKeyValue("ip", address == null ? NOTHING : address.toString())
        .addKeyValue("entityId", job == null ? NOTHING : job.entityId())
        .addKeyValue("workId", job == null || !job.hasWork() ? NOTHING : job.workId())
        .addKeyValue("answer", exchange.getVariable(JobState.ANSWER_FROM, NOTHING, String.class))
        .addKeyValue("objects", objects)
        .addKeyValue("seconds", seconds(took))
        // The sentence may contain braces, from an invalid address or a server's error.
        .log("{}", outcome.sentence());
  }

  /** Tells how the routes fared with a job, if that can be told from how it ended. */
  private void judge(Exchange exchange, long begun) {
    Outcome outcome = exchange.getVariable(JobState.OUTCOME, Outcome.class);
    if (!exchange.isFailed() && outcome == null) {
      trial.jobEnded(begun, new EditTrial.Failure("no outcome", "the job ended without an outcome", false));
      return;
    }
    if (!exchange.isFailed() && outcome != null && outcome.kind() != JobOutcome.FAILED) {
      trial.jobEnded(begun, null);
      return;
    }
    Throwable last = exchange.isFailed() ? exchange.getException() : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Throwable all = last;
    boolean outage = false;
    for (Throwable it = last; it != null; it = it.getCause()) {
      if (it instanceof GateClosedException && !wasAsked(exchange) || it instanceof PlatformUnavailableException || it instanceof InterruptedException
          || it instanceof RejectedExecutionException && !(it instanceof HookBusyException)) {
        return; // a pause, an outage of OpenCTI, the end of the process
      }
      outage |= it instanceof CrowdSecException;
      last = it;
    }
    JobInHand job = JobInHand.of(exchange);
    String where = job == null ? "somewhere" : job.failedAt(all);
    trial.jobEnded(begun, new EditTrial.Failure((last == null ? "" : last.getClass().getName()) + " " + where,
        where + ": " + JobInHand.words(exchange, last), outage));
  }

  private static boolean wasAsked(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    return record != null && record.asked();
  }

  /** With three decimals. */
  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
  }
}
