package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM to the packaged jar, whatever it is doing: two lines and an exit code. */
class StopIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String ADDRESS = "192.0.2.10";
  private static final Step FULL = Step.ok(Samples.read("200-malicious-full"));

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final Map<String, String> settings = doubles.environment();

  @BeforeEach
  void start() throws Exception {
    settings.put("CONNECTOR_SHUTDOWN_TIMEOUT", "5");
  }

  @ParameterizedTest(name = "after {0} ms")
  @ValueSource(ints = {50, 700, 1200, 2200})
  void atAnyMomentOfTheStart(int milliseconds) throws Exception {
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      long begin = System.nanoTime();
      await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() - begin > milliseconds * 1_000_000L);
      process.terminate();
      int code = process.awaitExit(PATIENCE);
      // Before Java runs anything of ours, the signal is Java's.
      assertThat(code).as(process.log()).isIn(process.log().isEmpty() ? List.of(0, 143) : List.of(0));
      if (!process.log().isEmpty()) {
        ends(process, 0, "no jobs in progress", "Stopped");
      }
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "after {0} ms")
  @ValueSource(ints = {50, 300, 500, 700, 900, 1200, 1500, 1800, 2200, 2600, 3000})
  void atManyMoreMomentsOfTheStart(int milliseconds) throws Exception {
    atAnyMomentOfTheStart(milliseconds);
  }

  @Test
  void whileOpenCtiIsAway() throws Exception {
    openCti.down();
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitLog("OpenCTI is down");
      process.terminate();
      ends(process, 0, "no jobs in progress", "Stopped");
    }
  }

  @Test
  void whileOpenCtiDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      settings.put("OPENCTI_URL", "http://127.0.0.1:" + silent.getLocalPort());
      try (ConnectorProcess process = ConnectorProcess.start(settings)) {
        silent.accept();
        process.terminate();
        ends(process, 0, "no jobs in progress", "Stopped");
      }
    }
  }

  @Test
  void whileCrowdSecDoesNotAnswer() throws Exception {
    settings.put("CROWDSEC_RESPONSE_TIMEOUT", "20");
    settings.put("CROWDSEC_MAX_RETRIES", "3");
    crowdSec.script(ADDRESS, Step.hang());
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
      process.terminate();
      ends(process, 1, "1 job in progress, waiting up to 5 s", "Stopped: 1 job did not finish within 5 s and goes back to the queue");
      assertThat(broker.depth("listen_" + settings.get("CONNECTOR_ID"))).isEqualTo(1);
    }
  }

  /** At the level of upstream's samples: that it started and that it stopped, and nothing else. */
  @Test
  void withAJobThatEndsInTime() throws Exception {
    settings.put("CONNECTOR_LOG_LEVEL", "error");
    crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(2), FULL));
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      await().atMost(PATIENCE).until(() -> openCti.registered(settings.get("CONNECTOR_ID")));
      openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
      process.terminate();
      ends(process, 0, "1 job in progress", "Stopped");
      assertThat(process.log().lines()).hasSize(3).first().asString().contains("CrowdSec connector for OpenCTI ");
    }
  }

  @Test
  void whileAPingIsNotAnswered(@TempDir Path folder) throws Exception {
    ConnectorProcess.copyRoutes(folder);
    Path lines = folder.resolve("application.properties");
    Files.writeString(lines, Files.readString(lines).replace("ping.period = 40000", "ping.period = 500ms"));
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      process.awaitConsumer();
      openCti.latency(Duration.ofSeconds(20));
      await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
      process.terminate();
      ends(process, 0, "no jobs in progress", "Stopped");
    }
  }

  @Test
  void whileOpenCtiDoesNotTakeAResult() throws Exception {
    crowdSec.script(ADDRESS, FULL);
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable(ADDRESS));
      openCti.latency(Duration.ofSeconds(20));
      await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
      process.terminate();
      ends(process, 1, "1 job in progress", "Stopped: 1 job did not finish within 5 s and goes back to the queue");
    }
  }

  @Tag("broker")
  @Test
  void withAJobThatWaitsForOpenCti() throws Exception {
    settings.put("CONNECTOR_SHUTDOWN_TIMEOUT", "6");
    crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(1), FULL));
    try (ConnectorProcess process = ConnectorProcess.start(settings)) {
      process.awaitConsumer();
      openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
      openCti.down();
      await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
      process.terminate();
      ends(process, 0, "1 job in progress", "Stopped");
      assertThat(process.log()).contains("goes back to the queue because its outcome could not be reported to OpenCTI");
      assertThat(broker.depth("listen_" + settings.get("CONNECTOR_ID"))).isEqualTo(1);
    }
  }

  @Test
  void killedWhileAHookHangsAfterTheDeliveryTheJobIsNotDeliveredAgain(@TempDir Path folder) throws Exception {
    ConnectorProcess.copyRoutes(folder);
    Path hook = Files.createDirectories(folder.resolve("routes/custom")).resolve("own.camel.yaml");
    Files.writeString(hook, "- route: {id: own, from: {uri: 'direct:after-work', steps: [{log: SEEN}, {delay: {constant: 600000}}]}}\n");
    crowdSec.script(ADDRESS, FULL);
    String work;
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      // Given
      process.awaitConsumer();
      work = openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable(ADDRESS));
      process.awaitLog("SEEN");
      // When
      process.kill();
      process.awaitExit(PATIENCE);
    }
    Files.delete(hook);
    try (ConnectorProcess process = ConnectorProcess.start(settings, folder)) {
      // Then
      process.awaitLog("the result was delivered before");
      await().atMost(PATIENCE).until(() -> broker.depth("listen_" + settings.get("CONNECTOR_ID")) == 0);
      assertThat(openCti.bundles()).hasSize(1);
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  /** Whatever was going on: what an operator sees, and a scheduler. */
  private static void ends(ConnectorProcess process, int code, String stopping, String stopped) throws Exception {
    assertThat(process.awaitExit(PATIENCE)).as(process.log()).isEqualTo(code);
    List<String> lines = process.log().lines().toList();
    assertThat(lines.get(lines.size() - 1)).contains(stopped);
    assertThat(lines).filteredOn(line -> line.contains("Stopping: ")).singleElement().asString().contains(stopping);
    quiet(process.log());
  }

  private static void quiet(String log) {
    assertThat(log).doesNotContain("\tat ", "Exception", "Timeout occurred", "Interrupted", "inflight");
    assertThat(log.lines()).filteredOn(line -> line.contains("ERROR")).allMatch(line -> line.contains("OpenCTI is down"));
  }
}
