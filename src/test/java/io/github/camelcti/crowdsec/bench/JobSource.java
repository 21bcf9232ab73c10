package io.github.camelcti.crowdsec.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import io.github.camelcti.crowdsec.doubles.Broker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * The platform's side of the queue: it puts jobs into it, numbered from 0. A job's number stands in the ids of its work
 * and of its observable, so that nothing has to be remembered.
 */
final class JobSource implements AutoCloseable {

  /** Number of addresses of 198.18.0.0/15, which belongs to benchmarks (RFC 2544). */
  static final int ADDRESSES = 1 << 17;

  private final Connection connection;
  private final Channel channel;
  private final String queue;

  JobSource(Broker broker, String connectorId) throws Exception {
    connection = broker.connect();
    channel = connection.createChannel();
    queue = "listen_" + connectorId;
    channel.queueDeclare(queue, true, false, false, broker.isRabbitMq() ? Map.of("x-queue-type", "classic") : Map.of());
  }

  /**
   * Puts a job into the queue, as OpenCTI 6.9 writes it.
   *
   * @param job its number
   * @param observable number of its address
   */
  synchronized void publish(int job, int observable) throws IOException {
    String id = observableId(observable);
    String entity = "{\\\"id\\\":\\\"" + id + "\\\",\\\"type\\\":\\\"ipv4-addr\\\",\\\"spec_version\\\":\\\"2.1\\\",\\\"value\\\":\\\""
        + address(observable) + "\\\"}";
    String message = "{\"internal\":{\"work_id\":\"" + workId(job) + "\",\"applicant_id\":null,\"draft_id\":null,"
        + "\"mode\":\"auto\",\"trigger\":\"create\"},\"event\":{\"event_type\":\"INTERNAL_ENRICHMENT\",\"entity_id\":\"" + id
        + "\",\"entity_type\":\"IPv4-Addr\",\"stix_entity\":\"" + entity + "\",\"stix_objects\":null}}";
    channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, message.getBytes(StandardCharsets.UTF_8));
  }

  /** Messages in the queue that nobody has in hand, and its consumers. */
  synchronized AMQP.Queue.DeclareOk queue() throws IOException {
    return channel.queueDeclarePassive(queue);
  }

  /** Takes out what nobody has in hand, and tells how many that were. */
  synchronized int purge() throws IOException {
    return channel.queuePurge(queue).getMessageCount();
  }

  static String workId(int job) {
    return "work_" + new UUID(0x4000, 0x8000_0000_0000_0000L | job) + "_1764057600000";
  }

  /** The job's number, by the id of its work. */
  static int jobOf(String workId) {
    return (int) UUID.fromString(workId.substring("work_".length(), "work_".length() + 36)).getLeastSignificantBits();
  }

  private static String observableId(int observable) {
    return "ipv4-addr--" + new UUID(0x5000, 0x8000_0000_0000_0000L | observable);
  }

  static String address(int observable) {
    int host = observable % ADDRESSES;
    return "198." + (18 + (host >> 16)) + "." + (host >> 8 & 255) + "." + (host & 255);
  }

  /** The address of an observable, by its id. */
  static String addressOf(String observableId) {
    return address((int) UUID.fromString(observableId.substring("ipv4-addr--".length())).getLeastSignificantBits());
  }

  @Override
  public void close() throws Exception {
    channel.queueDelete(queue);
    connection.close();
  }
}
