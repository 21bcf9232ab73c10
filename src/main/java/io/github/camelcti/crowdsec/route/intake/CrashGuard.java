package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.JobsInProgress;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.job.ContextService;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that kill the process. Records that a message is in progress until its exchange is done, so that a job that the
 * process died with twice can be set aside instead of killing the next process, and one whose result was delivered before the
 * process died, or before the job was taken out of a step that hung, is not done again.
 */
public final class CrashGuard extends ContextService implements Processor {

  /** One death may be bad luck: a power cut, a kill. */
  static final int MOST_CRASHES = 2;

  private static final Logger LOG = LoggerFactory.getLogger(CrashGuard.class);
  private static final String DEATHS = "deaths";
  private static final String DELIVERED = "deliveredBefore";
  private static final int ALL = 1000;

  private final Config config;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private JobsInProgress jobs;
  private final Semaphore hands = new Semaphore(ALL, true);

  public CrashGuard(CamelContext camelContext, Config config) {
    super(camelContext);
    this.config = config;
  }

  @Override
  public void process(Exchange exchange) throws InterruptedException {
    boolean redelivered = Boolean.TRUE.equals(
        exchange.getMessage().getHeader(SpringRabbitMQConstants.REDELIVERED, Boolean.class));
    String key = JobsInProgress.key(exchange.getMessage().getBody(byte[].class));
    // Several jobs may have been in progress when it died. Each is retried alone, so that a second death is its own
    // fault.
    String delivered = jobs.delivered(key, redelivered);
    int taken = delivered != null || jobs.deaths(key, redelivered) == 0 ? 1 : ALL;
    hands.acquire(taken);
    exchange.setVariable(JobState.KEY, key);
    exchange.setVariable(DELIVERED, delivered);
    exchange.setVariable(DEATHS, jobs.begin(key, redelivered));
    JobsInHand.atEnd(exchange, done -> {
      jobs.end(key, done.isFailed());
      hands.release(taken);
    });
  }

  /** The job's result is with OpenCTI: whatever happens from now on, it is not delivered again. */
  public void delivered(Exchange exchange) {
    Outcome outcome = exchange.getVariable(JobState.OUTCOME, Outcome.class);
    if (outcome != null && exchange.getVariable(JobState.KEY) != null) {
      jobs.deliver(exchange.getVariable(JobState.KEY, String.class), outcome.kind().name());
    }
  }

  /** Whether OpenCTI has the job's result from an earlier time that it was taken. */
  public boolean deliveredBefore(Exchange exchange) {
    return exchange.getVariable(DELIVERED) != null;
  }

  /** How such a job ends. */
  public Outcome asBefore(Exchange exchange) {
    String kind = exchange.getVariable(DELIVERED, String.class);
    return new Outcome(JobOutcome.valueOf(kind), "CrowdSec: the result was delivered before, by a try that did not come to"
        + " its end after that; nothing was done this time", false);
  }

  /** Whether the process died with this job too often. */
  public boolean crashedTwice(Exchange exchange) {
    return exchange.getVariable(DEATHS, 0, Integer.class) >= MOST_CRASHES;
  }

  @Override
  protected void begin() {
    Path folder = Path.of(config.get(Settings.CONNECTOR_STATE_DIRECTORY)).resolve("in-hand");
    jobs = new JobsInProgress(folder, Clock.systemUTC());
    try {
      jobs.open();
    } catch (IOException e) {
      LOG.warn(LogMarkers.ALWAYS, "{} is not writable, so a job that kills the process is retried endlessly. Make it writable, or"
          + " set CONNECTOR_STATE_DIRECTORY to a folder that is ({})", folder.toAbsolutePath(), e.toString());
    }
  }

  @Override
  protected void end() {
    jobs.close();
  }
}
