package io.github.camelcti.crowdsec.kamelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.Request;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.LogLines;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route of the Kamelets gets over what the connector gets over, at its pace, and leaves nothing open. */
class KameletOutagesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String ADDRESS = "192.0.2.10";

  @TempDir
  private Path folder;
  private Broker broker = Broker.shared();
  private CrowdSecDouble crowdSec;
  private OpenCtiDouble openCti;

  @BeforeEach
  void start() throws Exception {
    crowdSec = CrowdSecDouble.start();
    crowdSec.answer(ADDRESS, Samples.read("200-malicious-full", ADDRESS));
    openCti = OpenCtiDouble.start(broker);
    String example = Files.readString(Path.of("examples/own-connector/own-connector.camel.yaml"));
    // Pings each second, so that a test need not wait for one
    Files.writeString(folder.resolve("own-connector.camel.yaml"), example.replaceFirst("( +)connectorName:", "$1pingSeconds: 1\n$1connectorName:"));
  }

  @AfterEach
  void stop() {
    openCti.close();
    crowdSec.close();
    broker.close();
  }

  @Test
  @Tag("broker")
  void aConnectorThatOpenCtiForgotRegistersAgain() throws Exception {
    // Given
    try (RunningRoutes routes = run()) {
      enrich(routes);
      // When
      openCti.forget(routes.id());
      // Then
      enrich(routes);
    }
  }

  @Test
  @Tag("broker")
  void aDeletedQueueIsRecreatedAndConsumed() throws Exception {
    assumeTrue(broker.isRabbitMq(), "the embedded broker does not tell a consumer that its queue is gone");
    // Given
    try (RunningRoutes routes = run()) {
      enrich(routes);
      long before = openCti.count("registerConnector");
      // When
      try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
        channel.queueDelete("listen_" + routes.id());
      }
      // Then
      await().atMost(PATIENCE).until(() -> openCti.count("registerConnector") > before);
      enrich(routes);
    }
  }

  @Test
  void theQueueIsTheOneThatOpenCtiNames() throws Exception {
    // Given
    openCti.prefixQueues("opencti_");
    // When
    try (RunningRoutes routes = run()) {
      // Then
      enrich(routes);
    }
  }

  @Tag("nightly")
  @Test
  void aBrokerThatIsAwayIsWaitedForWithGrowingPauses() throws Exception {
    // Given
    openCti.close();
    broker = Broker.start();
    openCti = OpenCtiDouble.start(broker);
    try (LogLines log = LogLines.collect(); RunningRoutes routes = run()) {
      enrich(routes);
      // When
      broker.stop();
      // Then
      List<Instant> calls = new ArrayList<>();
      try (ServerSocket instead = new ServerSocket(broker.port(), 50, InetAddress.getByName(broker.host()))) {
        while (calls.size() < 4) {
          instead.accept().close();
          calls.add(Instant.now());
        }
      }
      assertGrowing(calls);
      assertThat(log.lines("RabbitMQ at")).as("one line for the outage").hasSize(1);
      // When
      long before = openCti.count("registerConnector");
      broker.startAgain();
      // Then the queue, which this broker has forgotten, is recreated
      await().atMost(PATIENCE).until(() -> openCti.count("registerConnector") > before);
      enrich(routes);
    }
  }

  @Test
  void anOpenCtiThatIsDownAtTheStartIsWaitedForWithGrowingPauses() throws Exception {
    // Given
    openCti.failNext(5, 503, "<html>down</html>");
    try (LogLines log = LogLines.collect(); RunningRoutes routes = run()) {
      // Then
      enrich(routes);
      assertGrowing(times("about").subList(1, 5)); // the container itself has tried once before its consumer
      assertThat(log.warnings("OpenCTI has not registered the connector")).as("one line for the outage").hasSize(1);
    }
  }

  @Test
  void aJobWhoseOutcomeOpenCtiDoesNotTakeComesBackWithGrowingPauses() throws Exception {
    // Given
    try (RunningRoutes routes = run()) {
      await().atMost(PATIENCE).until(() -> openCti.registered(routes.id()));
      // When
      openCti.ownBrokerAway(true);
      String work = openCti.ask(routes.id(), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> times("stixCyberObservable").size() >= 4);
      openCti.ownBrokerAway(false);
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
      assertGrowing(times("stixCyberObservable"));
    }
  }

  @Test
  @Tag("nightly") // the pauses make half a minute
  void aJobThatOpenCtiAlwaysFailsOnDoesNotBlockTheOthers() throws Exception {
    // Given
    try (LogLines log = LogLines.collect(); RunningRoutes routes = run()) {
      await().atMost(PATIENCE).until(() -> openCti.registered(routes.id()));
      openCti.errorNext("stixBundlePush", "DATABASE_ERROR", "Find direct ids fail", 1000);
      String address = openCti.addObservable(ADDRESS);
      openCti.ask(routes.id(), address);
      await().atMost(PATIENCE).until(() -> openCti.count("stixBundlePush") > 0);
      // When one comes that needs no push
      String other = openCti.ask(routes.id(), openCti.addObservable("192.0.2.66", "TLP:RED"));
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(other).status().equals("complete"));
      assertThat(log.lines("Dropped the job of " + address)).hasSize(1);
    }
  }

  @Test
  void aStoppedRouteLeavesNothingOpenAndCanBeStartedAgain() throws Exception {
    // Given
    try (RunningRoutes routes = run()) {
      enrich(routes);
      assertThat(open()).isNotEmpty();
      // When
      for (Route route : routes.context().getRoutes()) {
        routes.context().getRouteController().stopRoute(route.getRouteId());
      }
      // Then
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(open()).isEmpty());
      // When
      for (Route route : routes.context().getRoutes()) {
        routes.context().getRouteController().startRoute(route.getRouteId());
      }
      // Then
      enrich(routes);
    }
  }

  @Test
  void whatThePlatformRejectsIsSaidOnce() throws Exception {
    // Given
    openCti.forbid("registerConnector");
    try (LogLines log = LogLines.collect(); RunningRoutes routes = run()) {
      // Then
      await().atMost(PATIENCE).until(() -> openCti.count("registerConnector") >= 2);
      assertThat(log.warnings("OpenCTI has not registered the connector")).hasSize(1);
      // When
      openCti.allow("registerConnector");
      // Then
      enrich(routes);
    }
  }

  private RunningRoutes run() throws Exception {
    return RunningRoutes.start(folder, openCti, crowdSec, Map.of());
  }

  private void enrich(RunningRoutes routes) {
    await().atMost(PATIENCE).until(() -> openCti.registered(routes.id()));
    String work = openCti.ask(routes.id(), openCti.addObservable(ADDRESS));
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    assertThat(openCti.work(work).errors()).isEmpty();
  }

  private List<Instant> times(String rootField) {
    return openCti.requests().stream().filter(request -> request.rootFields().contains(rootField)).map(Request::at).toList();
  }

  /** About one second, two, four; a hot loop has milliseconds. */
  private static void assertGrowing(List<Instant> times) {
    assertThat(times).hasSizeGreaterThanOrEqualTo(4);
    for (int i = 1; i < 4; i++) {
      assertThat(Duration.between(times.get(i - 1), times.get(i))).as("pause %d of %s", i, times)
          .isGreaterThan(Duration.ofMillis(700L << (i - 1)));
    }
  }

  /** Threads of HTTP clients and connections that are ours, not the doubles'. */
  private static List<String> open() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
        .filter(name -> name.startsWith("opencti-ping") || name.startsWith("idle-connection-evictor")).toList();
  }
}
