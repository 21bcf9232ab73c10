package io.github.camelcti.crowdsec.route.intake;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/**
 * Consumers of {@link WatchedConnections} that wait for an unreachable broker, a missing queue, or a password that works. By default they give up for
 * good after three tries at a missing queue or one rejected login, and each of them retries and logs on its own. Also
 * protects jobs in progress: by default the channel is closed some seconds after the consumer has stopped, so that
 * another consumer would get the job as well. Consumers of other connections are Camel's own.
 */
public final class ListenerContainers extends DefaultListenerContainerFactory {

  private final Map<String, AbstractMessageListenerContainer> containers = new ConcurrentHashMap<>();

  @Override
  public AbstractMessageListenerContainer createListenerContainer(SpringRabbitMQEndpoint endpoint) {
    AbstractMessageListenerContainer container = super.createListenerContainer(endpoint);
    if (endpoint.getConnectionFactory() instanceof WatchedConnections connections) {
      connections.watch().watch(container);
      container.setForceCloseChannel(false);
      containers.put(endpoint.getEndpointUri(), container);
    }
    return container;
  }

  /** The newest container of an endpoint; empty if there is none or it is of another kind. */
  Optional<SimpleMessageListenerContainer> of(SpringRabbitMQEndpoint endpoint) {
    return containers.get(endpoint.getEndpointUri()) instanceof SimpleMessageListenerContainer container
        ? Optional.of(container) : Optional.empty();
  }
}
