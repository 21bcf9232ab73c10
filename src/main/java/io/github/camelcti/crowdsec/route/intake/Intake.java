package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.GrowingPause;
import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.crowdsec.CallGate;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.job.ContextService;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in as many jobs as the {@link CallGate} and the {@link PlatformGate} allow: none while one of them is closed;
 * when a try is due, just enough to find a job that may try; {@code CONNECTOR_CONCURRENCY} when both are open. It
 * suspends the consumers, not the routes: jobs in progress continue.
 */
public final class Intake extends ContextService {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private static final long JUST_AFTER = 5;
  private static final int LOOKS = 3;
  private static final long BETWEEN_LOOKS = 20;
  private static final long BETWEEN_WATCHES = 500;

  private final CallGate gate;
  private final PlatformGate platformGate;
  private final JobThreads jobThreads;
  private final JobsInHand jobs;
  private final StuckJobs stuckJobs;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private ScheduledExecutorService thread;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private ScheduledExecutorService watch;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private ExecutorService freed;
  private @Nullable ScheduledFuture<?> next;
  private final GrowingPause pause = new GrowingPause();
  private volatile boolean held;

  public Intake(CamelContext camelContext, CallGate gate, PlatformGate platformGate, JobThreads jobThreads,
      JobsInHand jobs, StuckJobs stuckJobs) {
    super(camelContext);
    this.gate = gate;
    this.platformGate = platformGate;
    this.jobThreads = jobThreads;
    this.jobs = jobs;
    this.stuckJobs = stuckJobs;
  }

  /**
   * Applies the gate's state to the current routes. From a separate thread: the gate changes within routes, which would
   * wait for themselves.
   */
  public void follow() {
    try {
      thread.execute(this::settle);
    } catch (RejectedExecutionException e) {
      LOG.debug("The connector is stopping, so the gate's change is ignored");
    }
  }

  /**
   * Takes no job in until {@link #release}, whatever the gate's state. Jobs in progress continue, except those that are
   * stuck: they go back to the queue, or, if nothing gets them out of where they stand, are left behind.
   *
   * @param atMost how long to wait for jobs in progress
   * @return whether none is left in progress but those left behind
   */
  boolean hold(Duration atMost) throws Exception {
    long end = System.nanoTime() + atMost.toNanos();
    held = true;
    thread.submit(this::settle).get();
    // A job may be between its consumer and its route, so one look is not enough.
    for (int empty = 0; empty < LOOKS; TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS)) {
      empty = jobs.moving() == 0 ? empty + 1 : 0;
      if (empty == 0 && System.nanoTime() > end) {
        return false;
      }
    }
    jobThreads.turnAway();
    return true;
  }

  /** Follows the gate again. */
  void release() {
    held = false;
    follow();
  }

  public boolean isHeld() {
    return held;
  }

  /** How many jobs are in progress. */
  int inHand() {
    return jobs.count();
  }

  @Override
  protected void begin() {
    thread = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "intake");
    freed = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "freed-job");
    watch = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "stuck-jobs");
    var unused = watch.scheduleWithFixedDelay(this::watch, BETWEEN_WATCHES, BETWEEN_WATCHES, TimeUnit.MILLISECONDS);
    gate.onChange(this::follow);
    platformGate.onChange(this::follow);
  }

  @Override
  protected void end() {
    ConnectorStop.cutOff(inHand()); // they had their time
    getCamelContext().getExecutorServiceManager().shutdownNow(thread);
    getCamelContext().getExecutorServiceManager().shutdownNow(watch);
    getCamelContext().getExecutorServiceManager().shutdownNow(freed);
  }

  private void watch() {
    try {
      stuckJobs.look();
      jobs.sumUp();
      if (held) {
        stuckJobs.free(freed);
      }
    } catch (RuntimeException e) {
      LOG.debug("Can't look after stuck jobs now", e); // the next look follows
    }
  }

  private void settle() {
    try {
      gate.refresh();
      boolean holds = gate.holdsJobs() || platformGate.holdsJobs();
      Duration quota = gate.holdsJobs() ? gate.closedFor() : Duration.ZERO;
      Duration platform = platformGate.closedFor();
      Duration closed = quota.compareTo(platform) > 0 ? quota : platform;
      for (String id : JobsInHand.ROUTES) {
        settleRoute(id, held || !closed.isZero(), holds);
      }
      lookAgain(closed.isZero() ? 0 : closed.toMillis() + JUST_AFTER);
      if (pause.begun()) {
        LOG.info(LogMarkers.ALWAYS, "Consumers follow the CrowdSec gate again");
      }
      pause.end();
    } catch (RuntimeException e) {
      if (getCamelContext().isStopping() || getCamelContext().isStopped()) {
        return;
      }
      if (!pause.begun()) {
        LOG.error(LogMarkers.ALWAYS, "Can't pause or resume the consumers as the CrowdSec gate requires: {}; retrying until it works",
            e.toString());
        LOG.debug("Where it failed", e);
      }
      lookAgain(pause.after());
    }
  }

  /** @param milliseconds until then; 0 for never */
  private void lookAgain(long milliseconds) {
    if (next != null) {
      next.cancel(false);
    }
    next = milliseconds == 0 ? null : thread.schedule(this::settle, milliseconds, TimeUnit.MILLISECONDS);
  }

  private void settleRoute(String id, boolean closed, boolean tries) {
    Route route = getCamelContext().getRoute(id);
    // A missing route is one that this installation does not use.
    if (route == null || getCamelContext().isStopping()
        || !getCamelContext().getRouteController().getRouteStatus(id).isStarted()) {
      return;
    }
    if (closed) {
      ServiceHelper.suspendService(route.getConsumer());
      containers(route).ifPresent(ListenerContainers::stopped);
      if (held) {
        jobThreads.hold();
      }
      return;
    }
    if (route.getEndpoint() instanceof SpringRabbitMQEndpoint queue) {
      int most = tries ? gate.jobsAtATime() : queue.getConcurrentConsumers();
      containers(route).ifPresent(it -> it.allow(most));
      containers(route).flatMap(it -> it.of(queue)).ifPresent(it -> it.setConcurrentConsumers(most));
    } else {
      jobThreads.allow(tries ? gate.jobsAtATime() : jobThreads.most());
    }
    ServiceHelper.resumeService(route.getConsumer());
  }

  /** Empty with another kind of consumer: then only the gate ensures that just one call is made. */
  static Optional<ListenerContainers> containers(Route route) {
    return route.getEndpoint() instanceof SpringRabbitMQEndpoint queue
        && queue.getComponent().getListenerContainerFactory() instanceof ListenerContainers containers
        ? Optional.of(containers) : Optional.empty();
  }
}
