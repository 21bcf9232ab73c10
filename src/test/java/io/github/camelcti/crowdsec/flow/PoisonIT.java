package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that are no jobs: each is off the queue at once, and the next job goes on. */
@Tag("broker")
class PoisonIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final Broker BROKER = Broker.shared();
  private static OpenCtiDouble openCti;
  private static CrowdSecDouble crowdSec;
  private static RunningConnector connector;
  private static int addresses;

  @BeforeAll
  static void start() throws Exception {
    openCti = OpenCtiDouble.start(BROKER);
    crowdSec = CrowdSecDouble.start();
    connector = RunningConnector.start(openCti, crowdSec, Map.of("CONNECTOR_CONCURRENCY", "1"));
  }

  @AfterAll
  static void stop() throws Exception {
    connector.close();
    crowdSec.close();
    openCti.close();
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        message("empty", ""),
        message("not JSON", "not json"),
        message("cut off", "{\"internal\": {\"work_id\": \"work_x\"}, \"event\": {\"entity_id\": \"ipv4"),
        message("a list", "[]"),
        message("a number", "1"),
        message("wrong shape", "{\"event\": 1, \"internal\": []}"),
        message("wrong types", "{\"internal\": {\"work_id\": {}}, \"event\": {\"entity_id\": 7}}"),
        message("null ids", "{\"internal\": {\"work_id\": null}, \"event\": {\"entity_id\": null}}"),
        message("an unknown id", "{\"internal\": {\"work_id\": \"work_x\"}, \"event\": {\"entity_id\": \"ipv4-addr--x\"}}"),
        message("200000 levels", "[".repeat(200_000)),
        message("50 MB", "{\"event\": \"" + "x".repeat(50 * 1024 * 1024) + "\"}"),
        message("zero bytes", "\0\0\0\0"));
  }

  private static Arguments message(String name, String text) {
    return arguments(named(name, text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isDroppedAndTheNextJobGoesOn(byte[] message) {
    // Given headers that Camel's HTTP components would act on
    Map<String, Object> headers = Map.of("CamelHttpUri", "http://127.0.0.1:1", "Authorization", "Bearer x",
        "CamelHttpMethod", "DELETE", "Host", "elsewhere");
    // When
    openCti.publish(connector.id(), message, headers);
    // Then
    String work = openCti.ask(connector.id(), openCti.addObservable("198.51.100." + ++addresses));
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    assertThat(openCti.work(work).errors()).isEmpty();
    await().atMost(PATIENCE).until(() -> BROKER.depth("listen_" + connector.id()) == 0);
  }
}
