package io.github.camelcti.crowdsec.doubles;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The message broker of a test: a RabbitMQ where {@link #URI} names one, otherwise one in this process. */
public interface Broker extends AutoCloseable {

  /** The system property, or else environment variable, with the AMQP URI of a RabbitMQ that runs already. */
  String URI = "TEST_BROKER_URI";

  /** Uses the one that is named, or starts one that can be stopped. */
  static Broker start() {
    return named().orElseGet(EmbeddedBroker::new);
  }

  /** The one that is named, or the embedded one that the tests of this process share: their connector ids keep them apart. */
  static Broker shared() {
    return named().orElseGet(EmbeddedBroker::shared);
  }

  private static Optional<Broker> named() {
    String uri = System.getProperty(URI, System.getenv().getOrDefault(URI, ""));
    return uri.isBlank() ? Optional.empty() : Optional.of(new RabbitMqBroker(uri.strip()));
  }

  /** Where it listens. */
  String host();

  /** Where it listens; the same port all its life. */
  int port();

  /** A user who may do everything. */
  String user();

  /** The user's password. */
  String password();

  /** The virtual host to work in. */
  String vhost();

  /** Whether this is a RabbitMQ, which knows queue types; the embedded one refuses {@code x-queue-type}. */
  boolean isRabbitMq();

  /** Whether {@link #stop} and {@link #startAgain} work. */
  boolean canStop();

  /**
   * Takes it away: connections break, new ones are refused. The embedded one forgets its queues and messages.
   *
   * @throws UnsupportedOperationException if it is not ours to stop
   */
  void stop();

  /**
   * Brings it back on the same port.
   *
   * @throws UnsupportedOperationException if it is not ours to start
   */
  void startAgain();

  /** A new connection, which the caller closes. It does not come back by itself when the broker does. */
  default Connection connect() throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(host());
    factory.setPort(port());
    factory.setUsername(user());
    factory.setPassword(password());
    factory.setVirtualHost(vhost());
    // A test that stops the broker would otherwise leave a thread behind that tries for ever.
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection("test");
  }

  /** Messages that wait in a queue; 0 when there is no such queue. */
  default long depth(String queue) {
    try (Connection connection = connect(); Channel channel = connection.createChannel()) {
      return channel.queueDeclarePassive(queue).getMessageCount();
    } catch (IOException e) {
      if (e.getCause() instanceof ShutdownSignalException shutdown
          && shutdown.getReason() instanceof AMQP.Channel.Close close
          && close.getReplyCode() == AMQP.NOT_FOUND) {
        return 0;
      }
      throw new IllegalStateException("the broker does not tell the depth of " + queue, e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the broker does not answer", e);
    }
  }

  /** Ends it if it is ours. */
  @Override
  void close();
}
