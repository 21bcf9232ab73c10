package io.github.camelcti.crowdsec.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import io.github.camelcti.crowdsec.route.intake.BrokerLogin;
import io.github.camelcti.crowdsec.route.intake.QueueTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Checks RabbitMQ as given at registration, including overrides: its name, its port, our user, our queue. */
public final class BrokerCheck {

  private static final String BROKER = "broker";
  private static final int PATIENCE = 5_000;
  private static final int AMQP = 5672;

  private final Config config;

  public BrokerCheck(Config config) {
    this.config = config;
  }

  /** @param registered the {@code config} of the registered connector, null if unknown */
  public Check look(@Nullable JsonNode registered) {
    boolean needed = config.get(Settings.CONNECTOR_LISTEN_PROTOCOL).equals("AMQP")
        || config.get(Settings.CONNECTOR_QUEUE_PROTOCOL).equals("amqp");
    if (!needed) {
      return Check.skipped(BROKER, "not used: jobs and results go over HTTP");
    }
    try {
      return registered == null ? unregistered() : logIn(QueueAccess.of(registered, config));
    } catch (PlatformException e) {
      return Check.skipped(BROKER, String.valueOf(e.getMessage()));
    }
  }

  private Check unregistered() {
    Optional<String> host = config.find(Settings.MQ_HOST);
    if (host.isEmpty()) {
      return Check.skipped(BROKER, "unknown until the first run: OpenCTI names it at registration");
    }
    int port = config.find(Settings.MQ_PORT).orElse(AMQP);
    Check trouble = reach(host.get(), port, config.find(Settings.MQ_PORT).isPresent() ? "MQ_HOST and MQ_PORT" : "MQ_HOST");
    return trouble != null ? trouble
        : Check.ok(BROKER, host.get() + ":" + port + " (MQ_HOST) can be reached; user and queue are unknown until the "
            + "first run");
  }

  private Check logIn(QueueAccess access) {
    Check trouble = reach(access.host(), access.port(), QueueAccess.origin(config));
    if (trouble != null) {
      return trouble;
    }
    ConnectionFactory factory = new ConnectionFactory();
    factory.setConnectionTimeout(PATIENCE);
    factory.setAutomaticRecoveryEnabled(false);
    BrokerLogin.use(factory, access, config);
    String place = access.host() + ":" + access.port() + (access.ssl() ? " with TLS" : "");
    try (Connection connection = factory.newConnection("check")) {
      // Only looks, without declaring or consuming anything.
      connection.createChannel().queueDeclarePassive(access.listenQueue());
      return Check.ok(BROKER, place + " accepts user '" + access.user() + "' and has queue " + access.listenQueue());
    } catch (IOException | TimeoutException e) {
      return failed(access, place, e);
    }
  }

  private static Check failed(QueueAccess access, String place, Exception e) {
    String reason = QueueTrouble.reason(e, access.ssl()).replace(access.password().reveal(), Secret.MASK);
    return switch (Optional.ofNullable(QueueTrouble.of(e)).orElse(QueueTrouble.AWAY)) {
      case REFUSED -> Check.wrong(BROKER, place + " refuses user '" + access.user() + "': " + reason,
          "Remove MQ_USER, MQ_PASS and MQ_VHOST to use the ones from OpenCTI, or correct them.");
      case NO_QUEUE -> Check.away(BROKER, place + " has no queue " + access.listenQueue(),
          "Start the connector: when it registers, OpenCTI creates the queue again.");
      case AWAY -> Check.away(BROKER, place + " does not accept an AMQP connection: " + reason,
          "Correct MQ_PORT or MQ_USE_SSL if the port is not RabbitMQ's.");
    };
  }

  /** The problem if its port can't be reached; null if it can. */
  private static @Nullable Check reach(String host, int port, String origin) {
    String named = " (" + origin + ")";
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), PATIENCE);
      return null;
    } catch (UnknownHostException e) {
      return Check.wrong(BROKER, host + ":" + port + named + ": the host name is unknown here",
          "Set MQ_HOST to a name of OpenCTI's RabbitMQ that this computer can resolve (and MQ_PORT if the port "
              + "differs).");
    } catch (IOException e) {
      return Check.away(BROKER, host + ":" + port + named + " can't be reached: " + QueueTrouble.reason(e, false),
          "Start RabbitMQ, open the network path to it, or set MQ_HOST and MQ_PORT to an address that can be reached "
              + "from here.");
    }
  }
}
