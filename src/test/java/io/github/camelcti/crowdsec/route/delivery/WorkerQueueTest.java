package io.github.camelcti.crowdsec.route.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.ConfirmsWithheld;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.opencti.result.WorkerBatch;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** Results on their way to the platform's workers, by a broker. */
@Tag("broker")
class WorkerQueueTest {

  private static final String ID = "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10";

  private final Broker broker = Broker.shared();
  private final String name = "worker-queue-test-" + UUID.randomUUID();
  private static final Config CONFIG = Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "token",
      "CONNECTOR_ID", ID, "CROWDSEC_KEY", "key"), Path.of("no", "such", "folder"));

  private final Registration registration = new Registration(CONFIG);
  private WorkerQueue workers;
  private CachingConnectionFactory factory;
  private Connection connection;
  private Channel channel;

  @BeforeEach
  void start() throws Exception {
    factory = new CachingConnectionFactory(broker.host(), broker.port());
    factory.setUsername(broker.user());
    factory.setPassword(broker.password());
    factory.setVirtualHost(broker.vhost());
    workers = new WorkerQueue(CONFIG, registration, factory);
    connection = broker.connect();
    channel = connection.createChannel();
    channel.exchangeDeclare(name, BuiltinExchangeType.DIRECT, false);
    channel.queueDeclare(name, false, false, false, null);
    channel.queueBind(name, name, "push");
  }

  @AfterEach
  void stop() throws Exception {
    factory.destroy();
    channel.exchangeDelete(name);
    channel.queueDelete(name);
    connection.close();
    broker.close();
  }

  @Test
  void sendsAllInTheirOrderPersistentAndNothingTwice() throws Exception {
    // Given
    registered(name, "push");
    WorkerBatch parcel = parcel("one", "two", "three", "two");
    // When
    workers.send(parcel);
    workers.send(parcel);
    // Then
    assertThat(parcel.unsent()).isEmpty();
    List<String> came = new ArrayList<>();
    for (GetResponse got = channel.basicGet(name, true); got != null; got = channel.basicGet(name, true)) {
      came.add(new String(got.getBody(), StandardCharsets.UTF_8));
      assertThat(got.getProps().getDeliveryMode()).isEqualTo(2);
    }
    assertThat(came).containsExactly("one", "two", "three", "two");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"no such exchange, missing-, push", "no queue for the key, '', other"})
  void whatReachesNoQueueCountsAsNotSent(String what, String before, String routing) throws Exception {
    // Given
    registered(before + name, routing);
    WorkerBatch parcel = parcel("one", "two");
    // Then
    assertThatThrownBy(() -> workers.send(parcel)).isInstanceOf(PlatformUnavailableException.class)
        .hasMessageContaining("did not confirm 2 of 2 messages for exchange " + before + name)
        .hasMessageContaining("routing key " + routing);
    assertThat(parcel.unsent()).hasSize(2);
    assertThat(channel.messageCount(name)).isZero();
  }

  @Test
  void aBrokerThatIsAwayIsNamed() throws Exception {
    // Given
    registered(name, "push");
    factory.setPort(1);
    WorkerBatch parcel = parcel("one");
    // Then
    assertThatThrownBy(() -> workers.send(parcel)).isInstanceOf(PlatformUnavailableException.class)
        .hasMessageContaining("accepts no results");
    assertThat(parcel.unsent()).hasSize(1);
  }

  @ParameterizedTest(name = "{0} confirms of 20")
  @ValueSource(ints = {0, 1, 10})
  void allConfirmsTogetherHaveTheTimeOfOne(int confirmed) throws Exception {
    // Given
    WorkerQueue impatient = new WorkerQueue(CONFIG, registration, factory, Duration.ofSeconds(2));
    registered(name, "push");
    WorkerBatch parcel = new WorkerBatch(IntStream.range(0, 20).mapToObj(i -> ("m" + i).getBytes(StandardCharsets.UTF_8)).toList());
    try (ConfirmsWithheld slow = new ConfirmsWithheld(broker, confirmed)) {
      factory.setPort(slow.port());
      // When
      Instant begin = Instant.now();
      assertThatThrownBy(() -> impatient.send(parcel)).isInstanceOf(PlatformUnavailableException.class);
      // Then
      assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
      assertThat(parcel.unsent()).hasSize(20 - confirmed);
    }
  }

  /** What registration says of the way to the workers. */
  private void registered(String exchange, String routing) throws Exception {
    JsonNode data = new ObjectMapper().readTree("""
        {"registerConnector": {"id": "%s", "config": {"connection": {"host": "%s", "port": %d}, "listen": "listen_x",
          "push_exchange": "%s", "push_routing": "%s"}}}""".formatted(ID, broker.host(), broker.port(), exchange, routing));
    registration.remember(new GraphQlReply(data, List.of()));
  }

  private static WorkerBatch parcel(String... bodies) {
    return new WorkerBatch(List.of(bodies).stream().map(body -> body.getBytes(StandardCharsets.UTF_8)).toList());
  }
}
