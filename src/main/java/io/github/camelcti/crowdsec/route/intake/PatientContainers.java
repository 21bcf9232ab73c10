package io.github.camelcti.crowdsec.route.intake;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/**
 * Consumers that wait: for a broker that is away, for a queue that is not there, for a password that is taken. Left to
 * themselves they give up for good after three tries at a missing queue and after one refusal, and each of them tries
 * and complains on its own. And a job in hand is never taken away: without this its
 * channel is closed some seconds after its consumer was stopped, so that another consumer gets it as well.
 */
public final class PatientContainers extends DefaultListenerContainerFactory {

  private final BrokerWatch watch;
  private final Map<String, AbstractMessageListenerContainer> containers = new ConcurrentHashMap<>();

  /** @param watch is told what becomes of the consumers */
  public PatientContainers(BrokerWatch watch) {
    this.watch = watch;
  }

  @Override
  public AbstractMessageListenerContainer createListenerContainer(SpringRabbitMQEndpoint endpoint) {
    AbstractMessageListenerContainer container = super.createListenerContainer(endpoint);
    watch.watch(container);
    container.setForceCloseChannel(false);
    containers.put(endpoint.getEndpointUri(), container);
    return container;
  }

  /** The container that was made last for an endpoint; empty if there is none or it is of another kind. */
  Optional<SimpleMessageListenerContainer> of(SpringRabbitMQEndpoint endpoint) {
    return containers.get(endpoint.getEndpointUri()) instanceof SimpleMessageListenerContainer container
        ? Optional.of(container) : Optional.empty();
  }
}
