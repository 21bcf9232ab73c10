package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.Outcome;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import java.math.BigDecimal;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
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

  public JobJournal(PlatformGate platformGate, ConnectorMetrics metrics) {
    this.platformGate = platformGate;
    this.metrics = metrics;
  }

  @Override
  public void process(Exchange exchange) {
    long begun = System.nanoTime();
    metrics.jobBegun();
    exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
      @Override
      public void onDone(Exchange done) {
        ended(done, Duration.ofNanos(System.nanoTime() - begun));
      }
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
    int objects = sent && enrichment != null ? enrichment.bundle().objects().size() : 0;
    metrics.jobEnded(outcome.kind(), outcome.inError(), took, objects);
    Job job = JobState.job(exchange);
    IpAddress address = JobState.address(exchange);
    LoggingEventBuilder line = LOG.atInfo();
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

  /** With three decimals. */
  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
  }
}
