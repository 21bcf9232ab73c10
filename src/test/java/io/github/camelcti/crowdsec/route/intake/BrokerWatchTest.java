package io.github.camelcti.crowdsec.route.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.support.LogLines;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.amqp.rabbit.listener.ConsumeOkEvent;
import org.springframework.amqp.rabbit.listener.ListenerContainerConsumerFailedEvent;
import org.springframework.amqp.rabbit.listener.MissingQueueEvent;

/** Sequences of what Spring reports, and what is known and said after them. */
class BrokerWatchTest {

  private static final QueueAccess ACCESS = new QueueAccess("rabbitmq", 5672, "/", "opencti", Secret.of("planted-password"),
      false, "listen_1", "amq.direct", "push_1");
  private static final Object CONSUMING = new ConsumeOkEvent("test", "listen_1", "tag");
  private static final Object AWAY = failed(new ConnectException("Connection refused"));
  private static final Object NO_QUEUE = new MissingQueueEvent("test", "listen_1");
  private static final Object NOT_THERE = failed(new ShutdownSignalException(false, false, new AMQP.Channel.Close.Builder()
      .replyCode(AMQP.NOT_FOUND).replyText("NOT_FOUND - no queue 'listen_1'").build(), null));
  private static final Object REFUSED = failed(new AuthenticationFailureException("ACCESS_REFUSED"));
  private static final Object NOTHING = failed(null);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final BrokerWatch watch = new BrokerWatch(new Clock() {
    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  });

  static Stream<Arguments> sequences() {
    return Stream.of(
        arguments(named("nothing yet", List.of()), false, null, "connecting to rabbitmq:5672", 0),
        arguments(named("a consumer", List.of(CONSUMING)), true, null, "consuming listen_1 at rabbitmq:5672", 0),
        arguments(named("four consumers", List.of(CONSUMING, CONSUMING, CONSUMING, CONSUMING)), true, null, "consuming", 0),
        arguments(named("all lose it", List.of(CONSUMING, CONSUMING, AWAY, AWAY)), false, QueueTrouble.AWAY,
            "RabbitMQ at rabbitmq:5672 is unreachable: connection refused", 1),
        arguments(named("away from the start", List.of(AWAY)), false, QueueTrouble.AWAY, "is unreachable", 1),
        arguments(named("gone and back", List.of(CONSUMING, AWAY, AWAY, CONSUMING)), true, null, "consuming", 1),
        arguments(named("the queue is deleted", List.of(CONSUMING, NO_QUEUE)), false, QueueTrouble.NO_QUEUE,
            "RabbitMQ at rabbitmq:5672 has no queue listen_1: it was deleted", 1),
        arguments(named("back without its queue", List.of(CONSUMING, AWAY, NOT_THERE, NOT_THERE)), false, QueueTrouble.NO_QUEUE,
            "has no queue listen_1: NOT_FOUND", 2),
        arguments(named("another password", List.of(CONSUMING, AWAY, REFUSED, REFUSED)), false, QueueTrouble.REFUSED,
            "rejects the user opencti: ACCESS_REFUSED", 2),
        arguments(named("a failure without a reason", List.of(CONSUMING, NOTHING)), true, null, "consuming", 0));
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void knowsAndSaysOnceWhatHappened(List<Object> events, boolean consuming, QueueTrouble trouble, String message, int warnings) {
    try (LogLines log = LogLines.collect()) {
      watch.opening(ACCESS, "MQ_PORT, the host as OpenCTI names it", "MQ_PASS");
      // When
      events.forEach(watch::publishEvent);
      // Then
      assertThat(watch.state().consuming()).isEqualTo(consuming);
      assertThat(watch.state().trouble()).isEqualTo(trouble);
      assertThat(watch.state().message()).contains(message).doesNotContain("planted");
      assertThat(log.lines("RabbitMQ at")).hasSize(warnings).noneMatch(line -> line.contains("planted"));
      assertThat(log.lines("is unreachable")).allMatch(line -> line.endsWith("the address is MQ_PORT, the host as OpenCTI names it"));
      assertThat(log.lines("rejects the user")).allMatch(line -> line.contains("Correct or remove MQ_PASS"));
      assertThat(watch.needsRegistration()).as("a registration could help")
          .isEqualTo(trouble == QueueTrouble.NO_QUEUE || trouble == QueueTrouble.REFUSED);
    }
  }

  @Test
  void anOutageBeginsOnceWhateverItTurnsInto() {
    watch.opening(ACCESS, "MQ_PORT, the host as OpenCTI names it", "MQ_PASS");
    watch.publishEvent(CONSUMING);
    Instant began = now.plusSeconds(10);
    now = began;
    watch.onFailed(new ConnectException("Connection refused"));
    // When it is there again, and still does not let us in
    now = began.plus(Duration.ofMinutes(1));
    watch.publishEvent(REFUSED);
    // Then
    assertThat(watch.state().since()).isEqualTo(began);
    // And when it does
    now = began.plus(Duration.ofMinutes(2));
    watch.publishEvent(CONSUMING);
    assertThat(watch.state().since()).isEqualTo(now);
  }

  @Test
  void anotherRegistrationForgetsTheTrouble() {
    watch.opening(ACCESS, "MQ_PORT, the host as OpenCTI names it", "MQ_PASS");
    watch.publishEvent(NO_QUEUE);
    // When
    watch.opening(ACCESS, "MQ_PORT, the host as OpenCTI names it", "MQ_PASS");
    // Then
    assertThat(watch.state().trouble()).isNull();
    assertThat(watch.needsRegistration()).isFalse();
  }

  private static Object failed(Throwable failure) {
    return new ListenerContainerConsumerFailedEvent("test", "a test", failure, false);
  }
}
