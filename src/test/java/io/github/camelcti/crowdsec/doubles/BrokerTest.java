package io.github.camelcti.crowdsec.doubles;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
class BrokerTest {

  private static Broker broker;

  private final String queue = "test-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    broker = Broker.start();
  }

  @AfterAll
  static void end() {
    broker.close();
  }

  @Test
  void bringsAMessageFromOneConnectionToAnother() throws Exception {
    // Given
    try (Connection sender = broker.connect(); Channel out = sender.createChannel();
        Connection receiver = broker.connect(); Channel in = receiver.createChannel()) {
      in.queueDeclare(queue, false, true, true, null);
      // When
      out.basicPublish("", queue, null, "job".getBytes(UTF_8));
      // Then
      await().untilAsserted(() -> assertThat(in.basicGet(queue, true))
          .satisfies(message -> assertThat(message.getBody()).isEqualTo("job".getBytes(UTF_8))));
    }
  }

  @Test
  void tellsHowManyMessagesWait() throws Exception {
    // Given
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, false, false, false, null);
      try {
        // When
        channel.basicPublish("", queue, null, new byte[1]);
        channel.basicPublish("", queue, null, new byte[1]);
        // Then
        await().untilAsserted(() -> assertThat(broker.depth(queue)).isEqualTo(2));
      } finally {
        channel.queueDelete(queue);
      }
    }
  }

  @Test
  void hasNothingInAQueueThatDoesNotExist() {
    assertThat(broker.depth(queue)).isZero();
  }

  @Test
  void refusesAWrongPassword() {
    // Given
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(broker.host());
    factory.setPort(broker.port());
    factory.setUsername(broker.user());
    factory.setPassword("wrong");
    // Then
    assertThatThrownBy(factory::newConnection).isInstanceOf(IOException.class);
  }

  @Test
  void knowsQueueTypesIfItIsARabbitMq() throws Exception {
    assumeTrue(broker.isRabbitMq(), "only RabbitMQ has queue types");
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "classic"));
      channel.queueDelete(queue);
    }
  }

  @Test
  void isNotOursToStopIfItIsARabbitMq() {
    assumeFalse(broker.canStop(), "this one can be stopped");
    assertThatThrownBy(broker::stop).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(broker::startAgain).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void goesAndComesBackOnItsPort() throws Exception {
    assumeFalse(broker.isRabbitMq(), "RabbitMQ is not ours to stop");
    // Given
    try (Broker own = new EmbeddedBroker()) {
      int port = own.port();
      Connection connection = own.connect();
      // When
      own.stop();
      // Then
      await().until(() -> !connection.isOpen());
      assertThatThrownBy(own::connect).isInstanceOf(ConnectException.class);
      assertThatThrownBy(() -> own.depth(queue)).isInstanceOf(IllegalStateException.class);
      // When
      own.startAgain();
      // Then
      assertThat(own.port()).isEqualTo(port);
      assertThat(own.depth(queue)).isZero();
    }
  }

  @Test
  void runsBesideAnother() {
    try (Broker one = new EmbeddedBroker(); Broker two = new EmbeddedBroker()) {
      assertThat(one.port()).isNotEqualTo(two.port());
      assertThat(one.depth(queue) + two.depth(queue)).isZero();
    }
  }
}
