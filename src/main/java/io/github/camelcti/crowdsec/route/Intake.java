package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.crowdsec.CallGate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/**
 * Takes jobs in as the {@link CallGate} allows: none while it is closed, one at a time while it tries, as many as
 * {@code CONNECTOR_CONCURRENCY} says when it is open. It suspends the consumers, not the routes: jobs in hand go on,
 * and nothing is told to stop.
 */
public final class Intake extends ServiceSupport implements CamelContextAware {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final long JUST_AFTER = 5;

  private CamelContext camelContext;
  private CallGate gate;
  private String routeIds = "";
  private ScheduledExecutorService thread;
  private ScheduledFuture<?> next;

  /**
   * Applies the gate's state to the routes as they are now. From a thread of its own: the gate changes within routes,
   * which would wait for themselves.
   */
  public void follow() {
    try {
      thread.execute(this::settle);
    } catch (RejectedExecutionException e) {
      LOG.debug("The connector stops, so the gate's change is of no interest");
    }
  }

  @Override
  protected void doStart() {
    thread = camelContext.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "intake");
    gate.onChange(this::follow);
  }

  @Override
  protected void doStop() {
    camelContext.getExecutorServiceManager().shutdownNow(thread);
  }

  private void settle() {
    try {
      gate.refresh();
      boolean holds = gate.holdsJobs();
      Duration closed = holds ? gate.closedFor() : Duration.ZERO;
      for (String id : List.of(routeIds.split(","))) {
        settleRoute(id.strip(), !closed.isZero(), holds);
      }
      if (next != null) {
        next.cancel(false);
      }
      next = closed.isZero() ? null
          : thread.schedule(this::settle, closed.toMillis() + JUST_AFTER, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      if (!camelContext.isStopping() && !camelContext.isStopped()) {
        LOG.error("Jobs are taken in or held back against the state of CrowdSec's gate: {}", e.getMessage(), e);
      }
    }
  }

  private void settleRoute(String id, boolean closed, boolean oneAtATime) {
    Route route = camelContext.getRoute(id);
    // A route that is not there is one that this installation does without.
    if (route == null || camelContext.isStopping()
        || !camelContext.getRouteController().getRouteStatus(id).isStarted()) {
      return;
    }
    if (closed) {
      ServiceHelper.suspendService(route.getConsumer());
      return;
    }
    if (route.getEndpoint() instanceof SpringRabbitMQEndpoint queue) {
      container(queue).ifPresent(it -> it.setConcurrentConsumers(oneAtATime ? 1 : queue.getConcurrentConsumers()));
    }
    ServiceHelper.resumeService(route.getConsumer());
  }

  /** Empty with another kind of consumer: then the gate alone sees to it that one call is made. */
  private static Optional<SimpleMessageListenerContainer> container(SpringRabbitMQEndpoint queue) {
    return queue.getComponent().getListenerContainerFactory() instanceof PatientContainers containers
        ? containers.of(queue) : Optional.empty();
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  public CallGate getGate() {
    return gate;
  }

  public void setGate(CallGate gate) {
    this.gate = gate;
  }

  public String getRouteIds() {
    return routeIds;
  }

  /** The routes that take jobs in, by their ids, separated by commas. */
  public void setRouteIds(String routeIds) {
    this.routeIds = routeIds;
  }
}
