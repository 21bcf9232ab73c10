package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.DaemonThreads;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Consumers of {@link WatchedConnections} that wait for an unreachable broker, a missing queue, or a password that works. By
 * default they give up for good after three tries at a missing queue or one rejected login, and each of them retries and logs
 * on its own. Also protects jobs in progress: by default the channel is closed some seconds after the consumer has stopped,
 * so that another consumer would get the job as well. And never lets more of them work on jobs than
 * {@code CONNECTOR_CONCURRENCY} allows: a consumer that is stopped while its job hangs keeps its thread, and the one that
 * replaces it waits for it. Consumers of other connections are Camel's own.
 */
public final class ListenerContainers extends DefaultListenerContainerFactory {

  private static final String JOBS = "receive-job";
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final int most;
  private final ThreadPoolExecutor hands;
  private final Map<String, AbstractMessageListenerContainer> containers = new ConcurrentHashMap<>();

  /** @param most how many jobs from the queue may be in progress at the same time */
  public ListenerContainers(int most) {
    this.most = most;
    this.hands = new ThreadPoolExecutor(most, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("queued-job"));
    hands.allowCoreThreadTimeOut(true);
  }

  @Override
  public AbstractMessageListenerContainer createListenerContainer(SpringRabbitMQEndpoint endpoint) {
    AbstractMessageListenerContainer container = super.createListenerContainer(endpoint);
    if (endpoint.getConnectionFactory() instanceof WatchedConnections connections) {
      connections.watch().watch(container);
      container.setForceCloseChannel(false);
      if (container instanceof SimpleMessageListenerContainer simple) {
        simple.setTaskExecutor(new Hands(endpoint, simple));
      }
      containers.put(endpoint.getEndpointUri(), container);
    }
    return container;
  }

  /** The consumers of jobs were stopped: those that still wait for a thread must not begin when one is free. */
  void stopped() {
    hands.getQueue().clear();
  }

  /**
   * How many jobs may be in progress: more than {@code CONNECTOR_CONCURRENCY} while a closed gate is tried, since those that
   * failed before are held for a moment to let another one go first.
   */
  void allow(int jobs) {
    int size = Math.max(most, jobs);
    if (size > hands.getMaximumPoolSize()) {
      hands.setMaximumPoolSize(size);
      hands.setCorePoolSize(size);
    } else {
      hands.setCorePoolSize(size);
      hands.setMaximumPoolSize(size);
    }
  }

  /** The newest container of an endpoint; empty if there is none or it is of another kind. */
  Optional<SimpleMessageListenerContainer> of(SpringRabbitMQEndpoint endpoint) {
    return containers.get(endpoint.getEndpointUri()) instanceof SimpleMessageListenerContainer container
        ? Optional.of(container) : Optional.empty();
  }

  /** Runs the consumers of one container: those of jobs in threads that all such containers share. */
  private final class Hands extends SimpleAsyncTaskExecutor {

    private final transient SpringRabbitMQEndpoint endpoint;
    private final transient SimpleMessageListenerContainer container;

    private Hands(SpringRabbitMQEndpoint endpoint, SimpleMessageListenerContainer container) {
      super("queue-");
      this.endpoint = endpoint;
      this.container = container;
    }

    @Override
    public void execute(Runnable consumer) {
      Route route = endpoint.getCamelContext().getRoute(JOBS);
      if (route == null || route.getEndpoint() != endpoint) {
        super.execute(consumer); // of an engineer's own route
        return;
      }
      boolean free = hands.getActiveCount() + hands.getQueue().size() < hands.getMaximumPoolSize();
      // Without a free thread it starts when a job has ended, and nobody should wait for that.
      container.setConsumerStartTimeout((free ? START : AT_ONCE).toMillis());
      hands.execute(consumer);
    }
  }
}
