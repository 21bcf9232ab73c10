package io.github.camelcti.crowdsec.doubles;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;

/** A RabbitMQ that somebody else started. Tests use connector ids of their own, so they don't meet in it. */
final class RabbitMqBroker implements Broker {

  /** The script that stops and starts it, as `.ci/rabbitmq start` names it; null when it is not ours. */
  private static final String CONTROL = System.getenv("TEST_BROKER_CONTROL");

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
  public boolean canStop() {
    return CONTROL != null;
  }

  @Override
  public void stop() {
    control("pause");
  }

  @Override
  public void startAgain() {
    control("resume");
  }

  private static void control(String command) {
    if (CONTROL == null) {
      throw new UnsupportedOperationException("this RabbitMQ is not ours to stop");
    }
    try {
      if (new ProcessBuilder(CONTROL, command).inheritIO().start().waitFor() != 0) {
        throw new IllegalStateException(CONTROL + " " + command + " failed");
      }
    } catch (IOException e) {
      throw new IllegalStateException(CONTROL + " can't be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    // not ours to stop
  }
}
