package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.JobsInHand;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.LastingService;
import io.github.camelcti.crowdsec.route.job.Outcome;
import io.github.camelcti.crowdsec.route.job.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.Variable;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that kill the process. As a processor: records that the message is in progress until its exchange is done. As a
 * predicate: whether the process died with it twice, so that it is set aside instead of killing the next process.
 */
public final class KilledBefore extends LastingService implements Processor, Predicate {

  /** One death may be bad luck: a power cut, a kill. */
  private static final int TOO_MANY = 2;

  private static final Logger LOG = LoggerFactory.getLogger(KilledBefore.class);
  private static final String DEATHS = "deaths";
  private static final int ALL = 1000;

  private final Config config;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private JobsInHand jobs;
  private final Semaphore hands = new Semaphore(ALL, true);

  public KilledBefore(CamelContext camelContext, Config config) {
    super(camelContext);
    this.config = config;
  }

  @Override
  public void process(Exchange exchange) throws InterruptedException {
    boolean redelivered = Boolean.TRUE.equals(
        exchange.getMessage().getHeader(SpringRabbitMQConstants.REDELIVERED, Boolean.class));
    String key = JobsInHand.key(exchange.getMessage().getBody(byte[].class));
    // Several jobs may have been in progress when it died. Each is retried alone, so that a second death is its own
    // fault.
    int taken = jobs.deaths(key, redelivered) == 0 ? 1 : ALL;
    hands.acquire(taken);
    exchange.setVariable(JobState.KEY, key);
    exchange.setVariable(DEATHS, jobs.begin(key, redelivered));
    exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
      @Override
      public void onDone(Exchange done) {
        jobs.end(key);
        hands.release(taken);
      }
    });
  }

  @Override
  public boolean matches(Exchange exchange) {
    return exchange.getVariable(DEATHS, 0, Integer.class) >= TOO_MANY;
  }

  /** Sets such a job aside, with a line in the log, since an operator should look at what is special about the job. */
  public void refuse(@Variable("job") Job job) {
    LOG.error("The process died {} times while working on the job of {}; the job is set aside", TOO_MANY,
        job.entityId());
    throw new Refusal(Outcome.refused(JobOutcome.SET_ASIDE,
        "CrowdSec: the connector died twice while working on this job, so the job was set aside;"
        + " nothing was written. Enrich again once the cause is found"));
  }

  @Override
  protected void begin() {
    Path folder = Path.of(config.get(Settings.CONNECTOR_STATE_DIRECTORY)).resolve("in-hand");
    jobs = new JobsInHand(folder, Clock.systemUTC());
    try {
      jobs.open();
    } catch (IOException e) {
      LOG.warn("{} is not writable, so a job that kills the process is retried endlessly. Make it writable, or"
          + " set CONNECTOR_STATE_DIRECTORY to a folder that is ({})", folder.toAbsolutePath(), e.toString());
    }
  }

  @Override
  protected void end() {
    jobs.close();
  }
}
