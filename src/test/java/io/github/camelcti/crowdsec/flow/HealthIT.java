package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What probes get to see, over HTTP. */
class HealthIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;
  private Map<String, String> settings;

  @BeforeEach
  void start() throws Exception {
    port = Ports.free();
    settings = new HashMap<>(Map.of(
        "CONNECTOR_MANAGEMENT_ENABLED", "true", "CONNECTOR_MANAGEMENT_PORT", String.valueOf(port)));
  }

  @Test
  void isUpWhenItWaitsForJobsAndTellsNoSecret() throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      await().atMost(PATIENCE).until(() -> status("/ready") == 200);
      assertThat(status("")).isEqualTo(200);
      assertThat(status("/live")).isEqualTo(200);
      String all = text("") + text("/ready?data=true&exposureLevel=full") + text("/live");
      assertThat(all).contains("listen_" + connector.id(), "registered with OpenCTI 6.9", "4 consumers")
          .doesNotContain(openCti.token()).doesNotContain(crowdSec.key()).doesNotContain("\"" + broker.password() + "\"");
    }
  }

  @Test
  void anOpenCtiOutageLeavesLivenessUp() throws Exception {
    settings.put("ping.period", "500");
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      await().atMost(PATIENCE).until(() -> status("/ready") == 200);
      // When
      openCti.down();
      // Then
      await().atMost(PATIENCE).until(() -> status("/ready") == 503);
      assertThat(check("platform").path("message").asText()).contains("OpenCTI is down");
      assertThat(status("/live")).isEqualTo(200);
      // And when it is back
      openCti.up();
      await().atMost(PATIENCE).until(() -> status("/ready") == 200);
    }
  }

  @Test
  void notRegisteredIsNotReadyButAlive() throws Exception {
    openCti.down();
    try (RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, settings)) {
      await().atMost(PATIENCE).until(() -> reachable());
      await().atMost(PATIENCE).until(() -> status("/live") == 200);
      assertThat(status("/ready")).isEqualTo(503);
      assertThat(check("registration").path("status").asText()).isEqualTo("DOWN");
    }
  }

  @Tag("broker")
  @Test
  void aBrokerThatIsAwayIsNotReadyAndNamedAndComesBack() throws Exception {
    settings.put("ping.period", "1000");
    try (Broker own = Broker.start(); OpenCtiDouble platform = OpenCtiDouble.start(own)) {
      assumeTrue(own.canStop(), "the broker is not ours to stop");
      try (RunningConnector connector = RunningConnector.start(platform, crowdSec, settings)) {
        await().atMost(PATIENCE).until(() -> status("/ready") == 200);
        // When
        own.stop();
        // Then
        await().atMost(PATIENCE).until(() -> check("broker").path("message").asText()
            .contains(own.host() + ":" + own.port() + " is unreachable"));
        assertThat(status("/ready")).isEqualTo(503);
        assertThat(status("/live")).isEqualTo(200);
        // And when it is back
        own.startAgain();
        await().atMost(PATIENCE).until(() -> status("/ready") == 200);
      }
    }
  }

  @Test
  void anOpenBreakerIsNotReady() throws Exception {
    settings.putAll(Map.of("camel.resilience4j.minimum-number-of-calls", "2", "CROWDSEC_MAX_RETRIES", "3",
        "CROWDSEC_RETRY_DELAY", "10ms", "breaker.max-waits", "1", "breaker.wait", "10", "CROWDSEC_OUTAGE_POLICY", "fail"));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      await().atMost(PATIENCE).until(() -> status("/ready") == 200);
      // When
      crowdSec.script("192.0.2.1", Step.status(500, "{}"));
      openCti.ask(connector.id(), openCti.addObservable("192.0.2.1"));
      // Then
      await().atMost(PATIENCE).until(() -> status("/ready") == 503);
      assertThat(check("crowdsec").path("message").asText()).contains("circuit breaker OPEN");
      assertThat(status("/live")).isEqualTo(200);
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(named("quota", Step.status(429, CrowdSecDouble.QUOTA)), "quota"),
        arguments(named("key", Step.status(403, "{\"message\": \"Forbidden\"}")), "CROWDSEC_KEY"),
        arguments(named("outage", Step.status(500, "")), "CrowdSec gives no usable answer: CrowdSec answered with HTTP 500"),
        arguments(named("a proxy in its place", Step.page(403)), "something other than CrowdSec's API answered (HTTP 403"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aDeliberatePauseIsNotReadyWithItsReasonAndNoReasonToRestart(Step refusal, String words) throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      await().atMost(PATIENCE).until(() -> status("/ready") == 200);
      // When
      crowdSec.script("192.0.2.1", refusal);
      openCti.ask(connector.id(), openCti.addObservable("192.0.2.1"));
      // Then
      await().atMost(PATIENCE).until(() -> status("/ready") == 503);
      assertThat(check("consumer").path("message").asText()).contains(words, "next try at");
      assertThat(check("crowdsec").path("message").asText()).contains(words);
      assertThat(status("/live")).isEqualTo(200);
    }
  }

  @Test
  void aConsumerThatStoppedByItselfMakesLivenessFail() throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      await().atMost(PATIENCE).until(() -> status("/ready") == 200);
      // When the consumer ends under a route that believes to run
      connector.endConsumers();
      // Then
      await().atMost(PATIENCE).until(() -> status("/live") == 503);
      assertThat(status("/ready")).isEqualTo(503);
      assertThat(check("consumer-alive").path("message").asText()).contains("restart");
    }
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      await().atMost(PATIENCE).until(() -> reachable());
      InetAddress other = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress()).findFirst().orElse(null);
      assumeTrue(other != null, "this machine has no other address");
      assertThatThrownBy(() -> new Socket(other, port).close()).isInstanceOf(ConnectException.class);
    }
  }

  private boolean reachable() {
    try {
      return status("") > 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private JsonNode check(String id) throws Exception {
    for (JsonNode check : JSON.readTree(text("?exposureLevel=full")).path("checks")) {
      if (check.path("name").asText().equals(id)) {
        return check;
      }
    }
    throw new AssertionError("no check " + id + " in " + text("?exposureLevel=full"));
  }

  private int status(String path) throws IOException, InterruptedException {
    return get(path).statusCode();
  }

  private String text(String path) throws IOException, InterruptedException {
    return get(path).body();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/observe/health" + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
