package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.GrowingPause;
import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.route.job.ContextService;
import io.github.camelcti.crowdsec.tls.ConnectionFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the listen queue: passes the broker's address and login to the connection factory and the queue's name to the
 * route that consumes it, both known only after registration, and starts that route. Opening again (OpenCTI had
 * forgotten us and recreated the queue, the broker moved, the password was rotated) restarts it; jobs in progress are
 * finished first. When nothing has changed, a running consumer is left alone.
 */
public final class JobQueue extends ContextService {

  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  private static final String BY_QUEUE = "receive-job";
  /** The routes that take jobs in by HTTP. */
  public static final List<String> BY_HTTP = List.of("receive-spooled-job", "receive-callback");

  private static final long UNTIL_STARTED = 20;

  private final Config config;
  private final WatchedConnections connectionFactory;
  private final BrokerWatch watch;
  private @Nullable QueueAccess current;
  private final Intake intake;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private ScheduledExecutorService opener;
  private @Nullable ScheduledFuture<?> again;
  private final GrowingPause pause = new GrowingPause();

  public JobQueue(CamelContext camelContext, Config config, WatchedConnections connectionFactory,
      Intake intake) {
    super(camelContext);
    this.config = config;
    this.connectionFactory = connectionFactory;
    this.watch = connectionFactory.watch();
    this.intake = intake;
  }

  /**
   * Opens the queue from a separate thread: the caller is a route, and a stop of Camel would wait for the route while
   * the route waits to start another one.
   *
   * Failures are retried with growing pauses.
   *
   * @param access what registration returned
   */
  public void open(@Body QueueAccess access) {
    opener.execute(() -> attempt(access));
  }

  /** Starts to consume, and retries until it works, since nothing else would. */
  private void attempt(QueueAccess access) {
    if (again != null) {
      again.cancel(false); // a newer registration takes over
    }
    if (!getCamelContext().isStarted() && !getCamelContext().isStopping()) {
      // A timer may fire before Camel's start is over. A route that is started until then does not consume, and says nothing.
      again = opener.schedule(() -> attempt(access), UNTIL_STARTED, TimeUnit.MILLISECONDS);
      return;
    }
    try {
      start(access);
      if (pause.begun()) {
        LOG.info(LogMarkers.ALWAYS, "Queue {} can be consumed now", access.listenQueue());
      }
      pause.end();
    } catch (Exception e) {
      if (getCamelContext().isStopping() || getCamelContext().isStopped()) {
        return; // no queue is opened while the process stops
      }
      if (!pause.begun()) {
        LOG.error(LogMarkers.ALWAYS, "Can't consume queue {}: {}; retrying until it works", access.listenQueue(),
            ConnectionFailure.say(e, Peer.BROKER, access.ssl()));
        LOG.debug("Where it failed", e);
      }
      again = opener.schedule(() -> attempt(access), pause.after(), TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Runs something while no job is in progress and none is taken, and reopens the queue as it was: the way to replace
   * routes, including those that take jobs. Runs in the same thread as {@link #open}, so that nothing else starts a
   * consumer meanwhile.
   *
   * @param atMost how long to wait for jobs in progress
   * @param work returns whether jobs can be taken after it; if not, none is taken until another call of this
   * @return whether it ran; false when jobs are still in progress: they continue, and others are taken
   */
  public boolean betweenJobs(Duration atMost, Callable<Boolean> work) throws Exception {
    try {
      return opener.submit(() -> {
        boolean taken = true;
        try {
          if (!intake.hold(atMost)) {
            return false;
          }
          taken = work.call();
          return true;
        } finally {
          if (taken) {
            intake.release();
            if (current != null && !listens()) {
              attempt(current);
            }
          }
        }
      }).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Whether OpenCTI's workers deliver the jobs; otherwise they come from the queue. */
  private boolean byHttp() {
    return "API".equals(config.get(Settings.CONNECTOR_LISTEN_PROTOCOL));
  }

  private boolean listens() {
    return (byHttp() ? BY_HTTP : List.of(BY_QUEUE)).stream()
        .allMatch(id -> getCamelContext().getRoute(id) != null && getCamelContext().getRouteController().getRouteStatus(id).isStarted());
  }

  private void start(QueueAccess access) throws Exception {
    if (!ConnectorStop.opening()) {
      return;
    }
    if (byHttp()) {
      current = access;
      connect(access); // for results that go through the broker
      for (String listening : BY_HTTP) {
        getCamelContext().getRouteController().startRoute(listening);
      }
      intake.follow();
      LOG.info("Waiting for jobs from OpenCTI's workers");
      return;
    }
    Route route = getCamelContext().getRoute(BY_QUEUE);
    if (route == null) {
      throw new IllegalStateException("there is no route '" + BY_QUEUE + "' to start; the bean jobQueue names it");
    }
    if (access.equals(current) && getCamelContext().getRouteController().getRouteStatus(BY_QUEUE).isStarted()) {
      if (!watch.state().consuming()) {
        watch.tryNow(); // the queue may be back
        return;
      }
      if (connectionFactory.consumers(access.listenQueue()) > 0) {
        return;
      }
      // Recreated, without the broker telling the consumers of the old one.
    }
    getCamelContext().getRouteController().stopRoute(BY_QUEUE);
    Intake.containers(route).ifPresent(ListenerContainers::stopped);
    watch.opening(access, QueueAccess.origin(config), QueueAccess.login(config));
    connect(access);
    // The route has the queue name of platforms without a queue prefix; registration gives the actual one.
    ((SpringRabbitMQEndpoint) route.getEndpoint()).setQueues(access.listenQueue());
    current = access;
    getCamelContext().getRouteController().startRoute(BY_QUEUE);
    intake.follow();
  }

  @Override
  protected void begin() {
    ServiceHelper.startService(intake);
    opener = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "job-queue");
  }

  @Override
  protected void end() {
    getCamelContext().getExecutorServiceManager().shutdownNow(opener);
    ServiceHelper.stopService(intake);
  }

  private void connect(QueueAccess access) {
    BrokerLogin.use(connectionFactory.getRabbitConnectionFactory(), access, config);
    connectionFactory.resetConnection();
  }
}
