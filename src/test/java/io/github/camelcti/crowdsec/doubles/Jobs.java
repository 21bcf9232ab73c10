package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The platform's side of the broker: the queues of a connector and the jobs in them. Thread-safe. */
final class Jobs implements AutoCloseable {

  static final String LISTEN_EXCHANGE = "amqp.connector.exchange";
  static final String PUSH_EXCHANGE = "amqp.worker.exchange";

  private static final int PERSISTENT = 2;
  private static final long CONFIRMED_WITHIN = 10_000;

  private final Broker broker;
  private volatile String name;
  private volatile Integer tlsPort;
  private volatile String password;
  private volatile String prefix = "";
  private Connection connection;
  private Channel channel;

  Jobs(Broker broker) {
    this.broker = broker;
  }

  /** Puts that before the names of listen queues, as platforms with a queue prefix do. */
  void prefix(String before) {
    prefix = before;
  }

  private String listenQueue(String connectorId) {
    return prefix + "listen_" + connectorId;
  }

  /** Tells connectors another host name for the broker than the one that works here. */
  void callBroker(String host) {
    name = host;
  }

  /** Tells connectors that the broker is there, and wants TLS. */
  void callBrokerWithTls(String host, int port) {
    name = host;
    tlsPort = port;
  }

  /** Tells connectors another password of the broker's user; null for the one that works. */
  void tellPassword(String told) {
    password = told;
  }

  /** What a registration answers: where the queues are and how to get at them. */
  Map<String, Object> config(String connectorId) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("connection", Map.of("host", name == null ? broker.host() : name, "vhost", broker.vhost(), "use_ssl", tlsPort != null,
        "port", tlsPort == null ? broker.port() : tlsPort, "user", broker.user(),
        "pass", password == null ? broker.password() : password));
    config.put("listen", listenQueue(connectorId));
    config.put("listen_routing", "listen_routing_" + connectorId);
    config.put("listen_exchange", LISTEN_EXCHANGE);
    config.put("push", "push_" + connectorId);
    config.put("push_routing", "push_routing_" + connectorId);
    config.put("push_exchange", PUSH_EXCHANGE);
    config.put("dead_letter_routing", "listen_routing_too-large-bundle");
    config.put("s3", Map.of("endpoint", "minio", "port", 9000, "use_ssl", false, "bucket_name", "opencti-bucket",
        "bucket_region", "us-east-1", "access_key", "", "secret_key", ""));
    return config;
  }

  /** Declares what the platform declares at a registration; doing it again changes nothing. */
  synchronized void declare(String connectorId) {
    // Only RabbitMQ knows queue types; another broker refuses the argument.
    Map<String, Object> arguments = broker.isRabbitMq() ? Map.of("x-queue-type", "classic") : Map.of();
    onChannel(it -> {
      it.exchangeDeclare(LISTEN_EXCHANGE, "direct", true);
      it.exchangeDeclare(PUSH_EXCHANGE, "direct", true);
      it.queueDeclare(listenQueue(connectorId), true, false, false, arguments);
      it.queueBind(listenQueue(connectorId), LISTEN_EXCHANGE, "listen_routing_" + connectorId);
      it.queueDeclare("push_" + connectorId, true, false, false, arguments);
      it.queueBind("push_" + connectorId, PUSH_EXCHANGE, "push_routing_" + connectorId);
    });
  }

  /** Deletes a connector's queues with what is in them; no error when they are gone. */
  synchronized void delete(String connectorId) {
    for (String queue : List.of(listenQueue(connectorId), "push_" + connectorId)) {
      try {
        onChannel(it -> it.queueDelete(queue));
      } catch (UncheckedIOException e) {
        // To RabbitMQ a queue that is gone already is deleted; other brokers close the channel with 404.
        if (!String.valueOf(e.getCause().getCause()).contains("reply-code=404")) {
          throw e;
        }
      }
    }
  }

  /** Sends a job. */
  void send(String connectorId, ObjectNode job) {
    publish(connectorId, job.toString().getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Empties both queues of a connector. */
  synchronized void purge(String connectorId) {
    onChannel(it -> {
      it.queuePurge(listenQueue(connectorId));
      it.queuePurge("push_" + connectorId);
    });
  }

  /** Puts any body into the connector's queue. */
  synchronized void publish(String connectorId, byte[] body, Map<String, Object> headers) {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder().deliveryMode(PERSISTENT).headers(headers).build();
    onChannel(it -> {
      it.basicPublish(LISTEN_EXCHANGE, "listen_routing_" + connectorId, properties, body);
      if (broker.isRabbitMq()) {
        it.waitForConfirms(CONFIRMED_WITHIN); // else a job could get lost that the broker has never had
      }
    });
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      // Waits a second at most: the broker may be gone already.
      connection.abort(1000);
      connection = null;
      channel = null;
    }
  }

  private interface Use {
    void on(Channel channel) throws Exception;
  }

  /** Opens the channel when it is needed: the broker may have been away meanwhile. */
  private void onChannel(Use use) {
    try {
      if (connection == null || !connection.isOpen()) {
        connection = broker.connect();
        channel = null;
      }
      if (channel == null || !channel.isOpen()) {
        channel = connection.createChannel();
        if (broker.isRabbitMq()) {
          channel.confirmSelect();
        }
      }
      use.on(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("no connection to the broker", e);
    }
  }
}
