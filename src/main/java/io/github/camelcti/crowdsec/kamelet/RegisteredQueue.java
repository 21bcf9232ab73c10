package io.github.camelcti.crowdsec.kamelet;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.route.intake.BrokerLogin;
import io.github.camelcti.crowdsec.route.intake.BrokerWatch;
import io.github.camelcti.crowdsec.route.intake.ListenerContainers;
import io.github.camelcti.crowdsec.route.intake.WatchedConnections;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.springrabbit.DefaultListenerContainerFactory;
import org.apache.camel.component.springrabbit.SpringRabbitMQComponent;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;

/**
 * Connections to the broker that OpenCTI names when a connector registers. The consumer is the product's: it waits for an
 * unreachable broker, a missing queue and an OpenCTI that is down, with growing pauses.
 */
public final class RegisteredQueue extends WatchedConnections implements CamelContextAware {

  private static final String SCHEME = "spring-rabbitmq";

  @SuppressWarnings("NullAway.Init") // Camel sets it
  private CamelContext camelContext;
  private final AfterRegistration factory;
  private @Nullable QueueAccess led;

  /** For Camel. */
  public RegisteredQueue() {
    this(new AfterRegistration());
  }

  private RegisteredQueue(AfterRegistration factory) {
    super(factory, new BrokerWatch());
    this.factory = factory;
  }

  /** @param register runs before each connection; throws what keeps it from being made */
  void beforeConnecting(Runnable register) {
    factory.register = register;
  }

  /**
   * Where the next connections lead.
   *
   * @return whether the consumer is elsewhere, and has to {@link #consume} anew
   */
  boolean lead(QueueAccess access, Config config) {
    if (access.equals(led)) {
      return false;
    }
    AbstractMessageListenerContainer consumer = watch().container();
    boolean moved = consumer != null && !List.of(consumer.getQueueNames()).contains(access.listenQueue())
        || led != null;
    led = access;
    watch().opening(access, QueueAccess.origin(config), QueueAccess.login(config));
    BrokerLogin.use(factory, access, config);
    return moved;
  }

  /** Lets the consumer begin anew at that queue. */
  void consume(String queue) {
    AbstractMessageListenerContainer consumer = watch().container();
    if (consumer != null) {
      consumer.stop();
      resetConnection();
      consumer.setQueueNames(queue);
      consumer.start();
    }
  }

  @Override
  public CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  public void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
    SpringRabbitMQComponent component = camelContext.getComponent(SCHEME, SpringRabbitMQComponent.class);
    if (component.getListenerContainerFactory().getClass() == DefaultListenerContainerFactory.class) {
      component.setListenerContainerFactory(new ListenerContainers(1));
    }
  }

  private static final class AfterRegistration extends ConnectionFactory {

    private volatile Runnable register = () -> {
      throw new PlatformException("the Kamelet's route is not started");
    };

    @Override
    public Connection newConnection(ExecutorService executor, String name) throws IOException, TimeoutException {
      try {
        register.run();
      } catch (PlatformException e) {
        throw new IOException(e.getMessage(), e); // what the consumer takes for a reason to wait
      }
      return super.newConnection(executor, name);
    }
  }
}
