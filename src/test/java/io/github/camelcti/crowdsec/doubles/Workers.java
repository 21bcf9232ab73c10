package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * The platform's workers at the queues: they import what connectors push, and call connectors that registered
 * an address instead of listening. Thread-safe.
 */
final class Workers implements AutoCloseable {

  /** The real ones wait between 10 and 30 seconds before they give a job back. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** What to do with a message; false gives it back. */
  private interface Handler {
    boolean done(byte[] body, BasicProperties properties);
  }

  private final Generation generation;
  private final Broker broker;
  private final Ingestor ingestor;
  private final Works works;
  private final Drafts drafts;
  private final Caller caller;
  private final Map<String, Channel> channels = new HashMap<>();
  private final Map<String, String> callbacks = new HashMap<>();
  private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
  private final List<String> bad = new CopyOnWriteArrayList<>();
  private Connection connection;

  Workers(Generation generation, Broker broker, Ingestor ingestor, Works works, Drafts drafts, Caller caller) {
    this.generation = generation;
    this.broker = broker;
    this.ingestor = ingestor;
    this.works = works;
    this.drafts = drafts;
    this.caller = caller;
  }

  /**
   * Serves a connector's push queue, and its listen queue when it wants to be called. After the broker was away
   * this is for the next registration to do again.
   */
  synchronized void serve(String connectorId, String callback) {
    consume("push_" + connectorId, this::imported);
    if (!Objects.equals(callback, callbacks.put(connectorId, callback))) {
      // Another address, or none: the job that is being called out goes back.
      stop("listen_" + connectorId);
    }
    if (callback != null && generation.atLeast(Generation.V6_9_10)) {
      consume("listen_" + connectorId, (body, properties) -> caller.call(callback, body));
    }
  }

  /** Stops serving a connector; its queues stay. */
  synchronized void leave(String connectorId) {
    stop("push_" + connectorId);
    stop("listen_" + connectorId);
  }

  /** The bodies of all well-formed messages. */
  List<JsonNode> messages() {
    return List.copyOf(messages);
  }

  /** What was wrong with each of the others, and its body. */
  List<String> badMessages() {
    return List.copyOf(bad);
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      // Waits a second at most: the broker may be gone already.
      connection.abort(1000);
    }
  }

  private boolean imported(byte[] body, BasicProperties properties) {
    PushMessage message = PushMessage.read(generation, body, properties);
    if (!message.complaints().isEmpty()) {
      bad.add(String.join(", ", message.complaints()) + ": " + new String(body, StandardCharsets.UTF_8));
      return true;
    }
    messages.add(message.body());
    Platform space = drafts.enter(message.text("draft_id"));
    if (space == null) {
      works.reportExpectation(message.text("work_id"),
          "{'name': 'DRAFT_LOCKED', 'error_message': 'Draft is in a locked state'}", null);
    } else {
      ingestor.take(message.bundle(), message.text("work_id"), space);
    }
    return true;
  }

  private void stop(String queue) {
    Channel channel = channels.remove(queue);
    if (channel != null) {
      try {
        channel.abort();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void consume(String queue, Handler handler) {
    Channel serving = channels.get(queue);
    if (serving != null && serving.isOpen()) {
      return;
    }
    try {
      if (connection == null || !connection.isOpen()) {
        connection = broker.connect();
      }
      Channel channel = connection.createChannel();
      channel.basicQos(1);
      channel.basicConsume(queue, false, new DefaultConsumer(channel) {
        @Override
        public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
            throws IOException {
          if (handler.done(body, properties)) {
            channel.basicAck(envelope.getDeliveryTag(), false);
          } else {
            LockSupport.parkNanos(PAUSE.toNanos());
            channel.basicNack(envelope.getDeliveryTag(), false, true);
          }
        }
      });
      channels.put(queue, channel);
    } catch (Exception e) {
      throw new IllegalStateException("no worker at " + queue, e);
    }
  }
}
