package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.RunningConnector;
import io.github.camelcti.crowdsec.support.TestCa;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RabbitMQ's own TLS; {@code TlsIT} has the same with TLS in front of any broker. */
@Tag("broker")
class RabbitMqTlsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String PORT = System.getenv("TEST_BROKER_TLS_PORT");
  private static final String CA = System.getenv("TEST_BROKER_TLS_CA");
  private static final TestCa OTHER = new TestCa("Other CA");

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();

  @BeforeEach
  void start() throws Exception {
    assumeTrue(broker.isRabbitMq() && PORT != null && CA != null, "only with a RabbitMQ that .ci/rabbitmq has started");
  }

  @AfterEach
  void stop() throws Exception {
    if (openCti != null) {
        }
  }

  @Test
  void takesJobsAndSendsResultsOverTls() throws Exception {
    Map<String, String> settings = settings("localhost", Map.of("MQ_USE_SSL_CA", CA, "CONNECTOR_QUEUE_PROTOCOL", "amqp"));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      // When
      String work = openCti.ask(connector.id(), openCti.addObservable("192.0.2.10"));
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(named("unknown CA", "localhost"), Map.of(), "not trusted; set MQ_"),
        arguments(named("another CA", "localhost"), Map.of("MQ_USE_SSL_CA", OTHER.pem()), "not trusted"),
        arguments(named("another name", "127.0.0.1"), Map.of("MQ_USE_SSL_CA", String.valueOf(CA)), "another host name; set MQ_HOST"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void namesTheReasonWhenRabbitMqIsUnreachable(String host, Map<String, String> more, String words) throws Exception {
    try (LogLines log = LogLines.collect();
        RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, settings(host, more))) {
      String start = "RabbitMQ at " + host + ":" + PORT + " is unreachable: ";
      await().atMost(PATIENCE).until(() -> log.lines(start).size() == 1);
      assertThat(log.lines(start)).singleElement().asString().contains(words);
      assertThat(connector.ended()).isFalse();
    }
  }

  private static Map<String, String> settings(String host, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Map.of("MQ_HOST", host, "MQ_PORT", PORT, "MQ_USE_SSL", "true"));
    settings.putAll(more);
    return settings;
  }
}
