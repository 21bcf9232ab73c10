package io.github.camelcti.crowdsec.doubles;

import com.rabbitmq.client.ConnectionFactory;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;

/** A RabbitMQ that somebody else started. Tests use connector ids of their own, so they don't meet in it. */
final class RabbitMqBroker implements Broker {

  private final ConnectionFactory factory = new ConnectionFactory();

  RabbitMqBroker(String uri) {
    try {
      factory.setUri(uri);
    } catch (URISyntaxException | GeneralSecurityException e) {
      throw new IllegalArgumentException("TEST_BROKER_URI is no AMQP URI", e);
    }
  }

  @Override
  public String host() {
    return factory.getHost();
  }

  @Override
  public int port() {
    return factory.getPort();
  }

  @Override
  public String user() {
    return factory.getUsername();
  }

  @Override
  public String password() {
    return factory.getPassword();
  }

  @Override
  public String vhost() {
    return factory.getVirtualHost();
  }

  @Override
  public boolean isRabbitMq() {
    return true;
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException("this RabbitMQ is not ours to stop");
  }

  @Override
  public void startAgain() {
    throw new UnsupportedOperationException("this RabbitMQ is not ours to start");
  }

  @Override
  public void close() {
    // not ours to stop
  }
}
