package io.github.camelcti.crowdsec.kamelet;

import io.github.camelcti.crowdsec.base.DaemonThreads;
import io.github.camelcti.crowdsec.base.GrowingPause;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.JobReader;
import io.github.camelcti.crowdsec.opencti.ObservableReader;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.opencti.UnreadableJobException;
import io.github.camelcti.crowdsec.opencti.graphql.ForgottenException;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.opencti.graphql.WorkersUnreachableException;
import io.github.camelcti.crowdsec.route.intake.BackToQueue;
import io.github.camelcti.crowdsec.route.opencti.Operations;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of {@code opencti-enrichment-source}: registers and pings, registers again when OpenCTI has forgotten the
 * connector or its queue is gone; from a job's message to the observable, and the end of the job's work.
 */
public final class EnrichmentJobs extends KameletBean implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(EnrichmentJobs.class);

  private final JobReader reader = new JobReader(Clock.systemUTC());
  private final BackToQueue backToQueue = new BackToQueue();
  private final GrowingPause pause = new GrowingPause();
  @SuppressWarnings("NullAway.Init") // the Kamelet sets it
  private RegisteredQueue queue;
  private int pingSeconds;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private Config config;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private PlatformClient platform;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private Operations operations;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private ScheduledExecutorService pings;
  /** Guarded by this: where the jobs are; null while OpenCTI does not know the connector. */
  private @Nullable QueueAccess access;
  /** Guarded by this: why the last registration failed; null after one that went well. */
  private @Nullable String refusal;
  /** The job that OpenCTI fails on, and how often. One job is in progress at a time. */
  private @Nullable String failing;
  private int failures;
  private boolean dropped;

  @Override
  protected void doStart() {
    config = config();
    platform = platform(config);
    operations = new Operations(config, null, null);
    pings = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("opencti-ping"));
    queue.beforeConnecting(this::register);
    var unused = pings.scheduleWithFixedDelay(this::ping, pingSeconds, pingSeconds, TimeUnit.SECONDS);
  }

  @Override
  protected void doStop() {
    pings.shutdownNow();
    queue.destroy();
    platform.close();
    registerAgain();
  }

  private synchronized void registerAgain() {
    access = null;
  }

  /**
   * Registers if that has not been done: the consumer calls this before each connection.
   *
   * @return the listen queue's name
   */
  private synchronized String register() {
    if (access != null) {
      return access.listenQueue();
    }
    QueueAccess found;
    try {
      askVersion(platform);
      found = QueueAccess.of(platform.ask(operations.register().with("playbook_compatible", false))
          .data().path("registerConnector").path("config"), config);
    } catch (RuntimeException e) {
      if (!String.valueOf(e.getMessage()).equals(refusal)) {
        refusal = String.valueOf(e.getMessage());
        LOG.warn("OpenCTI has not registered the connector: {}. Retrying with growing pauses", refusal);
      }
      throw e;
    }
    refusal = null;
    access = found;
    String name = found.listenQueue();
    LOG.info("Registered with OpenCTI; jobs come from {}", name);
    if (queue.lead(found, config)) {
      pings.execute(() -> queue.consume(name)); // its own thread may be the one that registers
      throw new PlatformException("the jobs are in " + name + " from now on");
    }
    return name;
  }

  private void ping() {
    try {
      if (queue.watch().needsRegistration()) {
        renew();
      } else if (registered()) {
        platform.ask(operations.ping());
      }
    } catch (ForgottenException e) {
      LOG.warn("{}; registering again", e.getMessage());
      renew();
    } catch (RuntimeException e) {
      LOG.warn("OpenCTI took no ping: {}", e.getMessage());
    }
  }

  private void renew() {
    try {
      registerAgain();
      String name = register();
      if (queue.watch().state().consuming() && queue.consumers(name) == 0) {
        queue.consume(name); // recreated, without the broker telling the consumer of the old one
      } else {
        queue.watch().tryNow();
      }
    } catch (RuntimeException e) {
      LOG.debug("Not registered", e); // register() has said so
    }
  }

  private synchronized boolean registered() {
    return access != null;
  }

  /**
   * In: a job's message. Out: the observable's value as body, variables {@code job} and {@code observable}; body null when
   * there is nothing to enrich, and the work is ended already.
   *
   * <p>As a processor, since Camel starts a bean of a {@code bean} step only once, and stops it each time.
   */
  @Override
  public void process(Exchange exchange) {
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
    Observable observable = ObservableReader.read(platform.ask(operations.read(job)).data().get("stixCyberObservable"));
    String refusal = refusal(job, observable);
    if (refusal != null) {
      close(job, refusal, false);
      return;
    }
    exchange.setVariable("observable", observable);
    exchange.getMessage().setBody(Objects.requireNonNull(observable, "without one there is a refusal").value());
  }

  private @Nullable String refusal(Job job, @Nullable Observable observable) {
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
    return limits(config).excess(observable.markings()).map(excess -> "not enriched: " + excess.reason())
        .orElse(null);
  }

  /** After a job that went well: ends its work, unless the platform's workers will. */
  public void done(Exchange exchange) {
    if (exchange.getVariable(BundlePush.WORK_TOLD) == null) {
      close(exchange.getVariable("job", Job.class), exchange.getVariable(CtiLookUp.SENTENCE, "Done", String.class), false);
    }
    told();
  }

  /**
   * After a job that failed: its work ends in error.
   *
   * @throws Exception what the job failed with, if OpenCTI was away or Camel stops: then the job goes back to the queue
   */
  public void failed(Exchange exchange) throws Exception {
    Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (caught instanceof PlatformUnavailableException || caught instanceof RejectedExecutionException
        || caught instanceof InterruptedException) {
      throw caught;
    }
    String reason = caught.getMessage() == null ? caught.getClass().getSimpleName() : caught.getMessage();
    LOG.warn("A job failed: {}", reason);
    close(exchange.getVariable("job", Job.class), reason, true);
    told();
  }

  /**
   * How long a job whose outcome OpenCTI did not take is held before it goes back, in milliseconds: longer each time. Not at
   * all if it is to be dropped.
   */
  public long pause(Exchange exchange) {
    Job job = exchange.getVariable("job", Job.class);
    dropped = job != null && failsAlone(job, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    return dropped ? 0 : pause.after();
  }

  /**
   * Gives a job back to the queue. One that OpenCTI fails on again and again while it answers pings is dropped, so that
   * the others get their turn.
   */
  public void back(Exchange exchange) {
    if (dropped) {
      LOG.error("Dropped the job of {}, its work stays open: OpenCTI keeps failing on it",
          exchange.getVariable("job", Job.class).entityId());
      told();
    } else {
      backToQueue.process(exchange);
    }
  }

  private boolean failsAlone(Job job, Exception caught) {
    if (caught instanceof WorkersUnreachableException) {
      return false;
    }
    try {
      platform.ask(operations.ping());
    } catch (RuntimeException e) {
      return false; // OpenCTI is down
    }
    String key = job.entityId() + job.workId();
    failures = key.equals(failing) ? failures + 1 : 1;
    failing = key;
    return failures >= PlatformGate.MOST_RETURNS;
  }

  private void told() {
    failing = null;
    pause.end();
  }

  private void close(@Nullable Job job, String sentence, boolean inError) {
    if (job != null && job.hasWork()) {
      platform.ask(Operation.of("close-work",
          Map.of("work", job.workId(), "message", sentence, "inError", inError)));
    }
  }

  /** The connections by which the jobs come. */
  public void setQueue(RegisteredQueue queue) {
    this.queue = queue;
  }

  /** How often OpenCTI is told that the connector lives. */
  public void setPingSeconds(int pingSeconds) {
    this.pingSeconds = pingSeconds;
  }
}
