package io.github.camelcti.crowdsec.doubles;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** The message broker of a test: a real RabbitMQ where {@code TEST_BROKER_URI} names one, otherwise one in the process. */
public interface Broker extends AutoCloseable {

  /** Starts one, or connects to the one that is named. */
  static Broker start() {
    String uri = System.getProperty("TEST_BROKER_URI", System.getenv().getOrDefault("TEST_BROKER_URI", ""));
    return uri.isBlank() ? new EmbeddedBroker() : new RabbitMqBroker(uri);
  }

  String host();

  int port();

  String user();

  String password();

  String vhost();

  /** Whether this is a RabbitMQ, which knows queue types; the embedded one does not. */
  boolean isRabbitMq();

  /** A new connection. */
  default Connection connect() throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(host());
    factory.setPort(port());
    factory.setUsername(user());
    factory.setPassword(password());
    factory.setVirtualHost(vhost());
    return factory.newConnection();
  }

  /** Messages that wait in a queue; 0 when there is no such queue. */
  default long depth(String queue) {
    try (Connection connection = connect(); Channel channel = connection.createChannel()) {
      return channel.queueDeclarePassive(queue).getMessageCount();
    } catch (IOException e) {
      if (e.getCause() instanceof ShutdownSignalException) {
        return 0;
      }
      throw new IllegalStateException("the broker does not answer", e);
    } catch (TimeoutException | ShutdownSignalException e) {
      return 0;
    }
  }

  @Override
  void close();
}
