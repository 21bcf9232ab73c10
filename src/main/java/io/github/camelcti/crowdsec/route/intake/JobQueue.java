package io.github.camelcti.crowdsec.route.intake;

import com.rabbitmq.client.Channel;
import io.github.camelcti.crowdsec.base.GrowingPause;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.route.job.LastingService;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;

/**
 * Opens the listen queue: gives the broker's access to the connection factory and the queue's name to the route that
 * consumes it, both known only after registration, and starts that route. Opening again (OpenCTI had forgotten us and
 * made the queue anew, the broker moved, the password was rotated) starts it again; jobs in hand are finished first. When
 * nothing has changed, a consumer that runs is left alone.
 */
public final class JobQueue extends LastingService {

  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  /** RabbitMQ takes no larger ones, whatever its settings. */
  private static final int LARGEST_MESSAGE = 512 * 1024 * 1024;

  private static final String BY_QUEUE = "receive-job";
  private static final List<String> BY_HTTP = List.of("receive-spooled-job", "receive-callback");

  private final Config config;
  private final CachingConnectionFactory connectionFactory;
  private final BrokerWatch watch;
  private QueueAccess current;
  private final Intake intake;
  private ScheduledExecutorService opener;
  private ScheduledFuture<?> again;
  private final GrowingPause pause = new GrowingPause();

  public JobQueue(CamelContext camelContext, Config config, CachingConnectionFactory connectionFactory,
      BrokerWatch watch, Intake intake) {
    super(camelContext);
    this.config = config;
    this.connectionFactory = connectionFactory;
    this.watch = watch;
    this.intake = intake;
  }

  /**
   * Opens the queue, from a thread of its own: the caller is a route, and a stop of Camel would wait for the route while
   * the route waits to start another one.
   *
   * What fails is tried again, with growing pauses.
   *
   * @param access what registration named
   */
  public void open(@Body QueueAccess access) {
    opener.execute(() -> attempt(access));
  }

  /** Starts to consume, and again until it can: nobody else would. */
  private void attempt(QueueAccess access) {
    if (again != null) {
      again.cancel(false); // a newer registration has the word
    }
    try {
      start(access);
      if (pause.begun()) {
        LOG.info("Queue {} can be consumed now", access.listenQueue());
      }
      pause.end();
    } catch (Exception e) {
      if (getCamelContext().isStopping() || getCamelContext().isStopped()) {
        return; // no queue is opened for a process that ends
      }
      if (!pause.begun()) {
        LOG.error("Can't consume queue {}: {}; retrying until it works", access.listenQueue(),
            ConnectionFailure.say(e, Peer.BROKER, access.ssl()));
        LOG.debug("Where it failed", e);
      }
      again = opener.schedule(() -> attempt(access), pause.after(), TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Does something while no job is in hand and none is taken, and opens the queue again as it was: the way to replace
   * routes, those that take jobs included. Waits in the same line as {@link #open}, so that nobody else starts a consumer
   * meanwhile.
   *
   * @param atMost how long to wait for the end of the jobs in hand
   * @param work says whether jobs can be taken after it; if not, none is until another call of this
   * @return whether it was done; false when jobs are still in hand, which go on, as does the taking of others
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

  /** Whether the platform's workers bring the jobs; else they come from the queue. */
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
      connect(access); // for results that go by the broker
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
        watch.tryNow(); // the queue may be there again
        return;
      }
      if (consumers(access.listenQueue()) > 0) {
        return;
      }
      // Made anew, and the broker did not tell the consumers of the old one.
    }
    getCamelContext().getRouteController().stopRoute(BY_QUEUE);
    watch.opening(access);
    connect(access);
    // The route is written with the name that every platform without a queue prefix uses; registration has the last word.
    ((SpringRabbitMQEndpoint) route.getEndpoint()).setQueues(access.listenQueue());
    current = access;
    getCamelContext().getRouteController().startRoute(BY_QUEUE);
    intake.follow();
  }

  @Override
  protected void begin() {
    connectionFactory.addConnectionListener(watch);
    ServiceHelper.startService(intake);
    opener = getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "job-queue");
  }

  @Override
  protected void end() {
    getCamelContext().getExecutorServiceManager().shutdownNow(opener);
    ServiceHelper.stopService(intake);
  }

  /** How many consumers the broker knows, ours and those of replicas; some number above 0 when it does not tell. */
  private int consumers(String queue) {
    try (Connection connection = connectionFactory.createConnection(); Channel channel = connection.createChannel(false)) {
      return channel.queueDeclarePassive(queue).getConsumerCount();
    } catch (Exception e) {
      LOG.debug("Can't get the number of consumers of {} from the broker", queue, e);
      return Integer.MAX_VALUE; // they find out themselves
    }
  }

  private void connect(QueueAccess access) {
    // A message that the client library refuses would break the connection, and come again for ever.
    connectionFactory.getRabbitConnectionFactory().setMaxInboundMessageBodySize(LARGEST_MESSAGE);
    BrokerLogin.use(connectionFactory.getRabbitConnectionFactory(), access, config);
    connectionFactory.resetConnection();
  }
}
