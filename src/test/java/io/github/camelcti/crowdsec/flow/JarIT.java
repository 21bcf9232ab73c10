package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.Ports;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged jar as a process: how it starts, stops, and what a kill leaves behind. */
class JarIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String ADDRESS = "192.0.2.10";
  private static final Step FULL = Step.ok(Samples.read("200-malicious-full"));

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final Map<String, String> settings = doubles.environment();

  @Test
  void takesJobsAndStopsInOrderWithTheJobInHandFinished() throws Exception {
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      // Given a job in hand
      crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(2), FULL));
      String work = ask(ADDRESS);
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("progress"));
      // When
      process.terminate();
      // Then
      assertThat(process.awaitExit(PATIENCE)).isZero();
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(broker.depth("listen_" + connectorId())).isZero();
    }
  }

  @Tag("broker")
  @Test
  void aKilledProcessLeavesItsJobOnTheQueueForTheNext() throws Exception {
    String work;
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      // Given a job in hand
      crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(30), FULL), FULL);
      work = ask(ADDRESS);
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("progress"));
      // When
      process.kill();
    }
    await().atMost(PATIENCE).until(() -> broker.depth("listen_" + connectorId()) == 1);
    // Then
    try (ConnectorProcess next = ConnectorProcess.start(settings)) {
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  @Test
  void aJobThatHangsLongerThanTheStopWaitsGoesBackToTheQueue() throws Exception {
    settings.put("CONNECTOR_SHUTDOWN_TIMEOUT", "4");
    settings.put("CROWDSEC_RESPONSE_TIMEOUT", "60");
    settings.put("CROWDSEC_MAX_RETRIES", "0");
    String work;
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      // Given a job that CrowdSec does not answer
      crowdSec.script(ADDRESS, Step.hang(), FULL);
      work = ask(ADDRESS);
      await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
      // When
      process.terminate();
      // Then
      assertThat(process.awaitExit(Duration.ofSeconds(4 + 10))).isEqualTo(1);
      assertThat(process.log()).contains("1 job did not finish within 4 s and goes back to the queue");
      await().atMost(PATIENCE).until(() -> broker.depth("listen_" + connectorId()) == 1);
      assertThat(openCti.work(work).status()).isEqualTo("progress");
    }
    // And the next process does not take the stop for a death, and ends the job
    try (ConnectorProcess next = ConnectorProcess.start(settings)) {
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  @Tag("broker")
  @Test
  void aJobWithWhichTheProcessDiesTwiceIsSetAside() throws Exception {
    // Given a job that is in hand when the process is killed
    crowdSec.script(ADDRESS, Step.hang());
    settings.put("CROWDSEC_RESPONSE_TIMEOUT", "60");
    settings.put("CROWDSEC_MAX_RETRIES", "0");
    killWith(1, () -> ask(ADDRESS));
    killWith(2, () -> null);
    String work = openCti.works().get(0).id();
    // When
    try (ConnectorProcess third = ConnectorProcess.start(settings)) {
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      // Then the work says so, the job is off the queue, nobody was asked again, and the next job is done
      assertThat(openCti.work(work).errors()).singleElement().asString().contains("set aside");
      assertThat(crowdSec.calls(ADDRESS)).hasSize(2);
      third.awaitLog("died 2 times");
      String next = ask("192.0.2.11");
      await().atMost(PATIENCE).until(() -> openCti.work(next).status().equals("complete"));
      assertThat(openCti.work(next).errors()).isEmpty();
      // Orderly: a work may be complete before its job is acknowledged.
      third.terminate();
      third.awaitExit(PATIENCE);
    }
    assertThat(broker.depth("listen_" + connectorId())).isZero();
  }

  private void killWith(int calls, Supplier<String> job) throws Exception {
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      job.get();
      await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == calls);
      process.kill();
    }
    await().atMost(PATIENCE).until(() -> broker.depth("listen_" + connectorId()) == 1);
  }

  @Test
  void waitsForOpenCtiWithOneLineAndWithoutAStackTrace() throws Exception {
    openCti.down();
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      // When
      process.awaitLog("OpenCTI is down");
      openCti.up();
      // Then
      process.awaitLog("Registered as");
      assertThat(process.log()).contains(openCti.url(), "OpenCTI is back").doesNotContain("\tat ").doesNotContain("Exception")
          .containsOnlyOnce("OpenCTI is down");
    }
  }

  @Test
  void aRequestThatIsNeverSentWholeIsCutOffAndHoldsNobodyUp() throws Exception {
    List<Integer> ports = List.of(Ports.free(), Ports.free());
    settings.put("CONNECTOR_MANAGEMENT_ENABLED", "true");
    settings.put("CONNECTOR_MANAGEMENT_PORT", String.valueOf(ports.get(0)));
    settings.put("CONNECTOR_EXPOSE_METRICS", "true");
    settings.put("CONNECTOR_METRICS_HOST", "127.0.0.1");
    settings.put("CONNECTOR_METRICS_PORT", String.valueOf(ports.get(1)));
    List<Socket> clients = new ArrayList<>();
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      for (int port : ports) {
        // Given
        for (int i = 0; i < 20; i++) {
          Socket half = new Socket("127.0.0.1", port);
          half.setSoTimeout((int) PATIENCE.toMillis());
          half.getOutputStream().write("GET /observe/metrics HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
          clients.add(half);
        }
        // When
        int status = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/observe/metrics")).timeout(Duration.ofSeconds(3)).build(),
            BodyHandlers.discarding()).statusCode();
        // Then
        assertThat(status).as("port " + port).isEqualTo(200);
      }
      for (Socket half : clients) {
        assertThat(half.getInputStream().read()).isEqualTo(-1);
        half.close();
      }
      assertThat(process.log()).doesNotContain("\tat ");
    }
  }

  @Test
  void endsWithCodeTwoOnARefusedToken() throws Exception {
    settings.put("OPENCTI_TOKEN", "00000000-0000-4000-8000-000000000000");
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      assertThat(process.awaitExit(PATIENCE)).isEqualTo(2);
      assertThat(process.log()).contains("OPENCTI_TOKEN").doesNotContain("\tat ").doesNotContain("00000000-0000");
      assertThat(openCti.registered(connectorId())).isFalse();
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments(named("nothing set", Map.of("OPENCTI_URL", "", "OPENCTI_TOKEN", "", "CONNECTOR_ID", "", "CROWDSEC_KEY", "")),
            List.of("OPENCTI_URL", "OPENCTI_TOKEN", "CONNECTOR_ID", "CROWDSEC_KEY")),
        arguments(named("three wrong ones", Map.of("CROWDSEC_MAX_TLP", "PINK", "CONNECTOR_SCOPE", "Url",
            "CROWDSEC_API_VERSION", "v1")), List.of("CROWDSEC_MAX_TLP", "PINK", "CONNECTOR_SCOPE", "CROWDSEC_API_VERSION")));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void reportsAllWrongSettingsAndRegistersNothing(Map<String, String> wrong, List<String> names) throws Exception {
    settings.putAll(wrong);
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      assertThat(process.awaitExit(PATIENCE)).isEqualTo(2);
      assertThat(process.log()).contains(names).doesNotContain("\tat ");
      assertThat(openCti.requests()).isEmpty();
    }
  }

  static Stream<Arguments> notStartable() {
    return Stream.of(
        arguments(named("a folder that is missing", "file:/nope?autoCreate=false&startingDirectoryMustExist=true"),
            "Starting directory does not exist: /nope", 2),
        arguments(named("a server that nobody set up", "platform-http:/x"), "No PlatformHttpEngine created", 2),
        arguments(named("a broker that is away", "spring-rabbitmq:default?queues=x"), "Connection refused", 1));
  }

  @ParameterizedTest
  @MethodSource("notStartable")
  void aRouteThatCannotStartIsNamedInOneSentence(String from, String reason, int exitCode, @TempDir Path folder) throws Exception {
    // Given
    ConnectorProcess.copyRoutes(folder);
    Files.createDirectories(folder.resolve("routes/custom"));
    Files.writeString(folder.resolve("routes/custom/own.camel.yaml"), "- route:\n    id: own\n    from:\n      uri: " + from
        + "\n      steps:\n        - log:\n            id: own-log\n            message: here\n");
    // When
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      // Then
      assertThat(process.awaitExit(PATIENCE)).isEqualTo(exitCode);
      assertThat(process.log()).containsPattern("The connector can't start: routes/custom/own.camel.yaml:[1-4]: own: the route can't be"
          + " started: .*" + reason).contains("or take the route out of the folder").doesNotContain("\tat ", "Error starting CamelContext");
    }
  }

  @Test
  void anEditedNumberAndAnEditedStepAreLiveAfterARestart(@TempDir Path folder) throws Exception {
    // Given a folder with the routes, a ping every second and one more step in a route
    ConnectorProcess.copyRoutes(folder);
    edit(folder.resolve("application.properties"), "ping.period = 40000", "ping.period = 1000");
    edit(folder.resolve("routes/enrichment.camel.yaml"), """
                - process:
                    id: enrich-observable-transform
        """, """
                - log:
                    id: enrich-observable-edited
                    message: "an engineer was here"
                - process:
                    id: enrich-observable-transform
        """);
    // When
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitConsumer();
      ask(ADDRESS);
      // Then
      process.awaitLog("an engineer was here");
      await().atMost(PATIENCE).until(() -> openCti.pings(connectorId()) >= 3);
    }
  }

  @Test
  void timesMayHaveUnits(@TempDir Path folder) throws Exception {
    // Given
    ConnectorProcess.copyRoutes(folder);
    Path lines = folder.resolve("application.properties");
    edit(lines, "ping.period = 40000", "ping.period = 1s");
    edit(lines, "registration.retry-delay = 1000", "registration.retry-delay = 1s");
    edit(lines, "registration.retry-delay-max = 30000", "registration.retry-delay-max = 1m30s");
    edit(lines, "platform.retry-delay = 1000", "platform.retry-delay = 100ms");
    edit(lines, "platform.retry-delay-max = 30000", "platform.retry-delay-max = 1s");
    edit(lines, "job.return-delay = 2000", "job.return-delay = 1s");
    edit(lines, "breaker.wait = 5000", "breaker.wait = 5s");
    int port = Ports.free();
    settings.put("CONNECTOR_MANAGEMENT_ENABLED", "true");
    settings.put("CONNECTOR_MANAGEMENT_PORT", String.valueOf(port));
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitConsumer();
      // Then it is ready
      await().atMost(PATIENCE).until(() -> openCti.pings(connectorId()) >= 2);
      await().atMost(PATIENCE).until(() -> HttpClient.newHttpClient().send(HttpRequest.newBuilder(
          URI.create("http://127.0.0.1:" + port + "/observe/health/ready")).build(), BodyHandlers.ofString()).statusCode() == 200);
      // And a job that goes back to the queue does so after the pause
      crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(1), FULL));
      String work = ask(ADDRESS);
      await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
      openCti.down();
      process.awaitLog("OpenCTI is down");
      openCti.up();
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(process.log()).doesNotContain("Exception").doesNotContain("type conversion");
    }
  }

  @Test
  void routesSeeTheCheckedValuesOfTheEnvironmentNotTheTypedOnes() throws Exception {
    // Given every spelling that is accepted and that a route could not use as it stands
    settings.put("OPENCTI_URL", openCti.url() + "/");
    settings.put("CROWDSEC_API_URL", crowdSec.url() + "/v2/");
    settings.put("CROWDSEC_MAX_TLP", "'amber'");
    settings.put("CROWDSEC_RETRY_DELAY", "PT0.1S");
    settings.put("CROWDSEC_RESPONSE_TIMEOUT", "3");
    settings.put("CONNECTOR_SCOPE", "ipv4-addr, IPv6-Addr");
    crowdSec.script(ADDRESS, Step.status(500, ""), FULL);
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      // When
      String work = ask(ADDRESS);
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(crowdSec.calls(ADDRESS)).hasSize(2);
      assertThat(process.log()).contains("with OpenCTI 6.9").contains("at " + openCti.url() + "\n");
    }
  }

  @Test
  void showsNoSecretEvenAtDebug() throws Exception {
    // Given
    settings.put("CONNECTOR_LOG_LEVEL", "debug");
    crowdSec.script(ADDRESS, FULL);
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      // When
      String work = ask(ADDRESS);
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      // Then
      assertThat(process.log()).doesNotContain(openCti.token()).doesNotContain(crowdSec.key());
    }
  }

  @Test
  void worksThroughTwoHundredJobs() throws Exception {
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      // When
      List<String> works = IntStream.range(0, 200).mapToObj(i -> ask("203.0.113." + i)).toList();
      // Then
      await().atMost(PATIENCE).until(() -> works.stream().allMatch(work -> openCti.work(work).status().equals("complete")));
      assertThat(crowdSec.calls()).hasSize(200);
    }
  }

  private String ask(String address) {
    return openCti.ask(connectorId(), openCti.addObservable(address));
  }

  private String connectorId() {
    return settings.get("CONNECTOR_ID");
  }

  private static void edit(Path file, String from, String to) throws Exception {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
