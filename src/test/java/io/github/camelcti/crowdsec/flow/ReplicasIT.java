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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several processes with one connector id, each with a state folder of its own. */
class ReplicasIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int JOBS = 90;
  private static final int CONCURRENCY = 4;
  private static final Step ANSWER = Step.delayed(Duration.ofMillis(150), Step.ok(Samples.read("200-malicious-full")));

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final Map<String, String> settings = doubles.environment();

  @TempDir
  private Path states;

  @BeforeEach
  void start() {
    settings.put("CONNECTOR_CONCURRENCY", String.valueOf(CONCURRENCY));
  }

  @Tag("broker")
  @Test
  void oneIsKilledAndTheOthersDoItsJobs() throws Exception {
    try (ConnectorProcess killed = replica("killed"); ConnectorProcess second = replica("second");
        ConnectorProcess third = replica("third")) {
      for (ConnectorProcess each : List.of(killed, second, third)) {
        each.awaitConsumer();
      }
      // Given more jobs than all have in hand
      List<String> addresses = IntStream.range(0, JOBS).mapToObj(i -> "203.0.113." + i).toList();
      addresses.forEach(address -> crowdSec.script(address, ANSWER));
      List<String> works = openCti.askMany(settings.get("CONNECTOR_ID"),
          addresses.stream().map(address -> openCti.addObservable(address)).toList());
      await().atMost(PATIENCE).until(() -> inHand("killed") > 0 && crowdSec.calls().size() > JOBS / 5);
      // When
      killed.kill();
      killed.awaitExit(PATIENCE);
      // Then
      await().atMost(PATIENCE).until(() -> works.stream().allMatch(work -> openCti.work(work).status().equals("complete")));
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      // The last acknowledgement follows the end of its work.
      await().atMost(PATIENCE).until(() -> broker.depth("listen_" + settings.get("CONNECTOR_ID")) == 0);
      // A job whose work has ended is in hand until its message is acknowledged, and then no file tells of it any more.
      assertThat(crowdSec.calls().size()).isBetween(JOBS, JOBS + CONCURRENCY);
      assertThat(addresses).allSatisfy(address -> assertThat(crowdSec.calls(address)).hasSizeBetween(1, 2));
    }
  }

  @Test
  void anAnswerOutlivesTheProcessThatGotIt() throws Exception {
    // Given a process that is killed after CrowdSec's answer, before OpenCTI has the result
    crowdSec.script("192.0.2.10", ANSWER);
    String work;
    try (ConnectorProcess first = replica("same")) {
      first.awaitConsumer();
      openCti.latency(Duration.ofSeconds(2));
      work = openCti.ask(settings.get("CONNECTOR_ID"), openCti.addObservable("192.0.2.10"));
      await().atMost(PATIENCE).until(() -> crowdSec.calls().size() == 1 && files("same", "answers") == 1);
      // When
      first.kill();
      first.awaitExit(PATIENCE);
    }
    openCti.latency(Duration.ZERO);
    // Then
    try (ConnectorProcess next = replica("same")) {
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(crowdSec.calls()).hasSize(1);
    }
  }

  private ConnectorProcess replica(String name) throws Exception {
    Map<String, String> own = new HashMap<>(settings);
    own.put("CONNECTOR_STATE_DIRECTORY", states.resolve(name).toString());
    return ConnectorProcess.start(own);
  }

  private long inHand(String name) throws Exception {
    return files(name, "in-hand");
  }

  private long files(String name, String folder) throws Exception {
    Path path = states.resolve(name).resolve(folder);
    if (!Files.exists(path)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.getFileName().toString().matches("[0-9a-f]{64}")).count();
    }
  }
}
