package io.github.camelcti.crowdsec.route.intake;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;

/** Connections to OpenCTI's RabbitMQ: {@link ListenerContainers} knows their consumers by this type. */
public class WatchedConnections extends CachingConnectionFactory {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedConnections.class);

  /** RabbitMQ accepts no larger messages, whatever its settings. */
  private static final int LARGEST_MESSAGE = 512 * 1024 * 1024;

  private final BrokerWatch watch;

  /** @param watch is told the state of the connections and their consumers */
  public WatchedConnections(BrokerWatch watch) {
    this(new ConnectionFactory(), watch);
  }

  /** @param factory makes the connections */
  protected WatchedConnections(ConnectionFactory factory, BrokerWatch watch) {
    super(once(factory));
    this.watch = watch;
    addConnectionListener(watch);
  }

  /** A lost connection stays lost: the consumers make another one. */
  private static ConnectionFactory once(ConnectionFactory factory) {
    factory.setAutomaticRecoveryEnabled(false);
    // A message that the client library rejects would break the connection, and be redelivered for ever.
    factory.setMaxInboundMessageBodySize(LARGEST_MESSAGE);
    return factory;
  }

  /** The state of the connections and their consumers. */
  public final BrokerWatch watch() {
    return watch;
  }

  /** How many consumers a queue has, ours and those of replicas; a number above 0 if the broker can't say. */
  public final int consumers(String queue) {
    try (Connection connection = createConnection(); Channel channel = connection.createChannel(false)) {
      return channel.queueDeclarePassive(queue).getConsumerCount();
    } catch (Exception e) {
      LOG.debug("Can't get the number of consumers of {} from the broker", queue, e);
      return Integer.MAX_VALUE; // the consumers will notice themselves
    }
  }
}
