package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that the platform's workers bring by HTTP. */
class ListenByHttpIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ADDRESS = "198.18.0.1";
  private static final Step FULL = Step.ok(Samples.read("200-malicious-full"));

  @TempDir
  private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Broker broker;
  private OpenCtiDouble openCti;
  private CrowdSecDouble crowdSec;
  private int port;

  @BeforeEach
  void start() throws Exception {
    broker = Broker.shared();
    crowdSec = CrowdSecDouble.start();
    port = Ports.free();
  }

  @AfterEach
  void stop() throws Exception {
    crowdSec.close();
    openCti.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"V6_9", "V7"})
  void needsNoBrokerAtAll(Generation generation) throws Exception {
    // Given a broker that only the platform can reach
    openCti = OpenCtiDouble.start(broker, generation);
    crowdSec.script(ADDRESS, FULL);
    try (RunningConnector connector = connector(Map.of("MQ_HOST", "127.0.0.1", "MQ_PORT", "1"))) {
      // When
      List<String> works = IntStream.range(0, 20).mapToObj(i -> openCti.ask(connector.id(),
          openCti.addObservable("198.18.0." + (i + 1)))).toList();
      String draft = openCti.openDraft();
      crowdSec.script("198.18.1.1", FULL);
      String inDraft = openCti.askInDraft(connector.id(), openCti.addObservable("198.18.1.1"), draft);
      // Then
      await().atMost(PATIENCE).until(() -> works.stream().allMatch(work -> openCti.work(work).status().equals("complete")));
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      await().atMost(PATIENCE).until(() -> openCti.work(inDraft).status().equals("complete"));
      assertThat(openCti.draftObjects(draft, "sighting")).isNotEmpty();
      assertThat(openCti.callbacks()).hasSize(21).containsOnly(202);
      await().atMost(PATIENCE).until(() -> jobsOnDisk() == 0);
    }
  }

  @Test
  void answersBeforeTheWorkIsDoneAndTakesTheSameJobOnce() throws Exception {
    openCti = OpenCtiDouble.start(broker);
    crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(2), FULL));
    try (RunningConnector connector = connector(Map.of())) {
      // Given
      String job = "{\"internal\": {\"work_id\": null}, \"event\": {\"entity_id\": \"" + openCti.addObservable(ADDRESS) + "\"}}";
      // When a worker brings a job, and again while it is under way
      HttpResponse<String> first = call("Bearer " + openCti.token(), job);
      await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
      HttpResponse<String> second = call("bearer " + openCti.token(), job);
      // Then both are taken at once, and it is done once
      assertThat(first.statusCode()).isEqualTo(202);
      assertThat(first.body()).contains("successfully received");
      assertThat(first.headers().map()).doesNotContainKey("authorization");
      assertThat(second.statusCode()).isEqualTo(202);
      await().atMost(PATIENCE).until(() -> jobsOnDisk() == 0);
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
      assertThat(connector.id()).isNotNull();
    }
  }

  @Test
  void refusesOthersThanWorkers() throws Exception {
    openCti = OpenCtiDouble.start(broker, Generation.V7);
    try (RunningConnector connector = connector(Map.of())) {
      for (String authorization : new String[] {null, "Bearer wrong", "Basic " + openCti.token(), "Bearer a.b.c"}) {
        HttpResponse<String> answer = call(authorization, "{}");
        assertThat(answer.statusCode()).as(String.valueOf(authorization)).isEqualTo(401);
        assertThat(answer.body()).isEqualTo("{\"error\": \"Invalid credentials\"}");
      }
      assertThat(jobsOnDisk()).isZero();
      assertThat(connector.id()).isNotNull();
    }
  }

  @Test
  void callsThatAreNeverSentWholeHoldNoWorkerUp() throws Exception {
    openCti = OpenCtiDouble.start(broker);
    List<Socket> clients = new ArrayList<>();
    try (RunningConnector connector = connector(Map.of())) {
      // Given
      for (int i = 0; i < 50; i++) {
        Socket half = new Socket("127.0.0.1", port);
        half.getOutputStream().write(("POST /api/callback HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n{" + i % 2)
            .getBytes(StandardCharsets.US_ASCII));
        clients.add(half);
      }
      // When
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      // Then
      await().atMost(Duration.ofSeconds(10)).until(() -> openCti.work(work).status().equals("complete"));
    } finally {
      for (Socket half : clients) {
        half.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void asManyJobsAreInHandAsAreSet(int concurrency) throws Exception {
    openCti = OpenCtiDouble.start(broker);
    crowdSec.always(Step.delayed(Duration.ofSeconds(4), FULL));
    try (RunningConnector connector = connector(Map.of("CONNECTOR_CONCURRENCY", String.valueOf(concurrency),
        "CONNECTOR_SHUTDOWN_TIMEOUT", "10"))) {
      // When
      IntStream.range(0, 10).forEach(i -> openCti.ask(connector.id(), openCti.addObservable("198.18.0." + (i + 1))));
      // Then
      await().atMost(PATIENCE).until(() -> crowdSec.calls().size() >= concurrency);
      await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3)).until(() -> crowdSec.calls().size() == concurrency);
    }
  }

  @Test
  void takesWhatIsNoJobSoThatItDoesNotComeBackForEver() throws Exception {
    openCti = OpenCtiDouble.start(broker);
    try (RunningConnector connector = connector(Map.of())) {
      assertThat(call("Bearer " + openCti.token(), "not json").statusCode()).isEqualTo(202);
      assertThat(call("Bearer " + openCti.token(), "").statusCode()).isEqualTo(202);
      await().atMost(PATIENCE).until(() -> jobsOnDisk() == 0);
      assertThat(connector.id()).isNotNull();
    }
  }

  @Test
  void leavesJobsToTheWorkersWhenTooManyWait() throws Exception {
    // Given room for two jobs, and a CrowdSec that takes its time
    openCti = OpenCtiDouble.start(broker);
    try (RunningConnector connector =
        connector(Map.of("CONNECTOR_LISTEN_PROTOCOL_API_QUEUE_SIZE", "2", "CONNECTOR_CONCURRENCY", "1"))) {
      for (int i = 1; i < 10; i++) {
        crowdSec.script("198.18.0." + i, Step.delayed(Duration.ofMillis(300), FULL));
      }
      // When
      List<String> works = IntStream.range(1, 10).mapToObj(i -> openCti.ask(connector.id(),
          openCti.addObservable("198.18.0." + i))).toList();
      // Then some are refused at first, and all are done in the end
      await().atMost(PATIENCE).until(() -> works.stream().allMatch(work -> openCti.work(work).status().equals("complete")));
      assertThat(openCti.callbacks()).contains(503, 202).containsOnly(503, 202);
    }
  }

  @Test
  void aJobOnDiskSurvivesARestart() throws Exception {
    // Given a job that was taken while the platform is away
    openCti = OpenCtiDouble.start(broker);
    RunningConnector first = connector(Map.of("camel.main.shutdownTimeout", "2"));
    String observable = openCti.addObservable(ADDRESS);
    String work = openCti.ask(first.id(), observable);
    crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(3), FULL), FULL);
    await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
    openCti.down();
    first.close();
    assertThat(jobsOnDisk()).isEqualTo(1);
    // When
    openCti.up();
    try (RunningConnector next = connector(Map.of("CONNECTOR_ID", first.id()))) {
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(next.id()).isEqualTo(first.id());
    }
  }

  @ParameterizedTest
  @EnumSource(value = Generation.class, mode = Mode.INCLUDE, names = {"V5_12", "V6_2"})
  void saysWhenThePlatformCannotBringJobs(Generation generation) throws Exception {
    // Given
    openCti = OpenCtiDouble.start(broker, generation);
    // When
    try (RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, settings(Map.of()))) {
      // Then it ends by itself
      await().atMost(PATIENCE).until(connector::ended);
    }
  }

  private RunningConnector connector(Map<String, String> more) throws Exception {
    RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, settings(more));
    await().atMost(PATIENCE).until(() -> connector.runs("receive-callback"));
    return connector;
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Map.of("CONNECTOR_LISTEN_PROTOCOL", "api",
        "CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(port), "CONNECTOR_LISTEN_PROTOCOL_API_HOST", "127.0.0.1",
        "CONNECTOR_STATE_DIRECTORY", folder.toString()));
    settings.putAll(more);
    return settings;
  }

  private HttpResponse<String> call(String authorization, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/callback"))
        .POST(BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private long jobsOnDisk() throws IOException {
    Path jobs = folder.resolve("jobs");
    if (!Files.isDirectory(jobs)) {
      return 0;
    }
    try (var files = Files.list(jobs)) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
