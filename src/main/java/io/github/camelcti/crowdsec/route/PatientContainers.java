package io.github.camelcti.crowdsec.route;

import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQEndpoint;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;

/**
 * Consumers that wait for a queue which is not there. Without this they give up for good after three tries, while
 * OpenCTI makes the queue again at the next ping or registration.
 */
public final class PatientContainers extends DefaultListenerContainerFactory {

  @Override
  public AbstractMessageListenerContainer createListenerContainer(SpringRabbitMQEndpoint endpoint) {
    AbstractMessageListenerContainer container = super.createListenerContainer(endpoint);
    container.setMissingQueuesFatal(false);
    return container;
  }
}
