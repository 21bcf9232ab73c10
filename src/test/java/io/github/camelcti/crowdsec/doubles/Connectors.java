package io.github.camelcti.crowdsec.doubles;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** The registered connectors, their queues on the broker and the jobs that are put there. Thread-safe. */
final class Connectors {

  private static final String LISTEN_EXCHANGE = "amqp.connector.exchange";
  private static final String PUSH_EXCHANGE = "amqp.worker.exchange";

  private final Broker broker;
  private final Map<String, Map<String, Object>> connectors = new LinkedHashMap<>();
  private final Map<String, Integer> pings = new HashMap<>();

  Connectors(Broker broker) {
    this.broker = broker;
  }

  synchronized Map<String, Object> register(Map<String, Object> input) throws IOException, TimeoutException {
    String id = (String) input.get("id");
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      declare(channel, LISTEN_EXCHANGE, "listen_" + id, "listen_routing_" + id);
      declare(channel, PUSH_EXCHANGE, "push_" + id, "push_routing_" + id);
    }
    Map<String, Object> known = connectors.get(id);
    Map<String, Object> connector = new LinkedHashMap<>(input);
    connector.put("active", true);
    connector.put("connector_state", known == null ? null : known.get("connector_state"));
    connector.put("connector_user_id", "88ec0c6a-13ce-5e39-b486-354fe4a7084f");
    connector.put("config", config(id));
    connectors.put(id, connector);
    return connector;
  }

  private void declare(Channel channel, String exchange, String queue, String key) throws IOException {
    channel.exchangeDeclare(exchange, "direct", true);
    // The embedded broker does not know queue types and refuses the argument.
    Map<String, Object> arguments = broker.isRabbitMq() ? Map.of("x-queue-type", "classic") : Map.of();
    channel.queueDeclare(queue, true, false, false, arguments);
    channel.queueBind(queue, exchange, key);
  }

  private Map<String, Object> config(String id) {
    Map<String, Object> config = new HashMap<>();
    config.put("connection", Map.of("host", broker.host(), "vhost", broker.vhost(), "use_ssl", false,
        "port", broker.port(), "user", broker.user(), "pass", broker.password()));
    config.put("listen", "listen_" + id);
    config.put("listen_routing", "listen_routing_" + id);
    config.put("listen_exchange", LISTEN_EXCHANGE);
    config.put("push", "push_" + id);
    config.put("push_routing", "push_routing_" + id);
    config.put("push_exchange", PUSH_EXCHANGE);
    config.put("dead_letter_routing", "listen_routing_too-large-bundle");
    return config;
  }

  synchronized Map<String, Object> ping(String id, String state) {
    Map<String, Object> connector = connectors.get(id);
    if (connector == null) {
      throw new Refusal("FUNCTIONAL_ERROR", "No connector found with the specified ID");
    }
    connector.put("connector_state", state);
    pings.merge(id, 1, Integer::sum);
    return connector;
  }

  /** Drops the connector and both its queues, as the platform does when somebody deletes it. */
  synchronized void forget(String id) {
    connectors.remove(id);
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      channel.queueDelete("listen_" + id);
      channel.queueDelete("push_" + id);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException("the queues of " + id + " can't be deleted", e);
    }
  }

  synchronized boolean knows(String id) {
    return connectors.containsKey(id);
  }

  synchronized int pings(String id) {
    return pings.getOrDefault(id, 0);
  }

  synchronized String newest() {
    return connectors.keySet().stream().reduce((first, second) -> second)
        .orElseThrow(() -> new IllegalStateException("no connector has registered yet"));
  }

  /** Publishes to a listen queue, persistent, as the platform does. */
  void publish(String id, byte[] body, Map<String, Object> headers) {
    AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder().deliveryMode(2).headers(headers).build();
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      channel.basicPublish(LISTEN_EXCHANGE, "listen_routing_" + id, properties, body);
      channel.waitForConfirmsOrDie(10_000);
    } catch (IOException | TimeoutException | InterruptedException e) {
      throw new IllegalStateException("the job can't be published", e);
    }
  }
}
