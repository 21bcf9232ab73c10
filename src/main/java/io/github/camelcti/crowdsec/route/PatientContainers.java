package io.github.camelcti.crowdsec.route;

import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;

/**
 * Consumers that wait: for a broker that is away, for a queue that is not there, for a password that is taken. Left to
 * themselves they give up for good after three tries at a missing queue and after one refusal, and each of them tries
 * and complains on its own.
 */
public final class PatientContainers extends DefaultListenerContainerFactory {

  @Override
  public AbstractMessageListenerContainer createListenerContainer(SpringRabbitMQEndpoint endpoint) {
    AbstractMessageListenerContainer container = super.createListenerContainer(endpoint);
    endpoint.getCamelContext().getRegistry().lookupByNameAndType("brokerWatch", BrokerWatch.class).watch(container);
    return container;
  }
}
