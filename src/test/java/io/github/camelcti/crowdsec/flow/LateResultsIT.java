package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Results that come late, on platforms that close works behind the connector's back (OpenCTI observations, 13.1 and 13.2):
 * each of them is in the platform's store in the end, and no work stays open.
 */
class LateResultsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Step KNOWN = Step.ok(Samples.read("200-known"));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Broker broker = Broker.shared();

  private final List<RunningConnector> connectors = new ArrayList<>();
  private OpenCtiDouble openCti;
  private CrowdSecDouble crowdSec;

  private void start(Generation generation) {
    openCti = OpenCtiDouble.start(broker, generation);
    crowdSec = CrowdSecDouble.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (RunningConnector connector : connectors) {
      connector.close();
    }
    crowdSec.close();
    openCti.close();
  }

  private RunningConnector connector(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(Map.of("platform.retry-delay", "20", "platform.retry-delay-max", "50",
        "job.return-delay", "20", "CROWDSEC_INDICATOR_CREATE_FROM", "malicious"));
    all.putAll(settings);
    RunningConnector connector = RunningConnector.start(openCti, crowdSec, all);
    connectors.add(connector);
    return connector;
  }

  private static ConditionFactory patiently() {
    return await().dontCatchUncaughtExceptions().atMost(PATIENCE);
  }

  private boolean enriched(String observable) {
    return openCti.observable(observable).description() != null
        && !openCti.observable(observable).references().isEmpty();
  }

  private static String address(int number) {
    return "198.18." + number / 250 + "." + (number % 250 + 1);
  }

  static Stream<Arguments> ways() {
    return Stream.of(Generation.V6_9_10, Generation.V6_9, Generation.V7, Generation.V6_2)
        .flatMap(generation -> Stream.of("api", "amqp").map(protocol -> arguments(generation, protocol)));
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @CsvSource({"V6_9_10, api", "V6_9, amqp"})
  void aResultThatComesAfterThatOfANewerJobArrives(Generation generation, String protocol) throws Exception {
    start(generation);
    RunningConnector connector = connector(Map.of("CONNECTOR_QUEUE_PROTOCOL", protocol));
    // Given a job whose look-up takes long, and a newer one that is done meanwhile
    crowdSec.script(address(0), Step.delayed(Duration.ofSeconds(2), KNOWN));
    crowdSec.script(address(1), KNOWN);
    String late = openCti.addObservable(address(0));
    String work = openCti.ask(connector.id(), late);
    patiently().until(() -> crowdSec.calls(address(0)).size() == 1);
    String newer = openCti.addObservable(address(1));
    openCti.ask(connector.id(), newer);
    patiently().until(() -> enriched(newer));
    // When
    openCti.timePasses(MINUTE);
    assertThat(enriched(late)).isFalse();
    // Then
    patiently().until(() -> enriched(late));
    openCti.timePasses(MINUTE);
    patiently().until(() -> openCti.work(work).status().equals("complete"));
    assertThat(openCti.work(work).messages()).last().asString().contains("CrowdSec");
    assertThat(openCti.work(work).errors()).isEmpty();
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @MethodSource("ways")
  void aResultThatComesAfterThatOfANewerJobArrivesOnEveryPlatform(Generation generation, String protocol)
      throws Exception {
    aResultThatComesAfterThatOfANewerJobArrives(generation, protocol);
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @CsvSource({"V6_9_10, api", "V6_9, amqp"})
  void aBundleThatWaitsInThePlatformsQueueArrives(Generation generation, String protocol) throws Exception {
    start(generation);
    RunningConnector connector = connector(Map.of("CONNECTOR_QUEUE_PROTOCOL", protocol));
    // Given results that wait for the workers, of jobs that are done
    List<String> observables = new ArrayList<>();
    openCti.workersRest();
    for (int i = 0; i < 6; i++) {
      crowdSec.script(address(i), i % 2 == 0 ? KNOWN : Step.status(404, "{\"message\": \"IP address information not found\"}"));
      observables.add(openCti.addObservable(address(i)));
      openCti.ask(connector.id(), observables.get(i));
    }
    patiently().until(() -> broker.depth("listen_" + connector.id()) == 0 && connector.idle());
    // When the manager comes by after each object
    ScheduledExecutorService clock = ticking();
    openCti.workersWork();
    // Then
    patiently().until(() -> observables.stream().allMatch(id -> !openCti.observable(id).references().isEmpty()));
    patiently().until(() -> openCti.allWorksComplete() && openCti.workersAreIdle());
    clock.shutdownNow();
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @MethodSource("ways")
  void aBundleThatWaitsInThePlatformsQueueArrivesOnEveryPlatform(Generation generation, String protocol)
      throws Exception {
    aBundleThatWaitsInThePlatformsQueueArrives(generation, protocol);
  }

  /** The platform's minutes pass as fast as they can. */
  private ScheduledExecutorService ticking() {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    clock.scheduleWithFixedDelay(() -> openCti.timePasses(MINUTE), 0, 1, TimeUnit.MILLISECONDS);
    return clock;
  }

  @Tag("broker")
  @ParameterizedTest(name = "OpenCTI {0} by {1}, {2} processes, {3} jobs")
  @CsvSource("V6_9_10, api, 2, 120")
  void jobsOfWhichAThirdAreSlowOrComeTwiceAllArrive(Generation generation, String protocol, int processes, int jobs)
      throws Exception {
    start(generation);
    // Given
    Map<String, String> settings = new HashMap<>(Map.of("CONNECTOR_QUEUE_PROTOCOL", protocol,
        "CONNECTOR_ID", "5d3a1d52-8f2c-4b1e-9d65-3b7b1c9a6f11", "CONNECTOR_CONCURRENCY", "8", "platform.max-retries", "1"));
    for (int i = 0; i < processes; i++) {
      connector(settings);
    }
    String id = connectors.get(0).id();
    List<String> observables = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      Step answer = i % 4 == 0 ? Step.status(404, "{\"message\": \"IP address information not found\"}") : KNOWN;
      crowdSec.script(address(i), i % 6 == 1 ? Step.delayed(Duration.ofMillis(300), answer) : answer);
      observables.add(openCti.addObservable(address(i)));
    }
    ScheduledExecutorService clock = ticking();
    List<String> works = new ArrayList<>();
    // When
    for (int i = 0; i < jobs; i++) {
      if (i % 6 == 3) {
        openCti.failNext(1, 502, "<html>bad gateway</html>");
      }
      if (i % 50 == 7 && i + 1 < jobs) {
        works.add(openCti.askForTwoAtOnce(id, observables.get(i), observables.get(i + 1)));
        i++;
      } else {
        works.add(openCti.askAutomatically(id, observables.get(i)));
      }
    }
    // Then
    patiently().until(() -> observables.stream().allMatch(it -> !openCti.observable(it).references().isEmpty()));
    patiently().until(() -> openCti.allWorksComplete() && openCti.workersAreIdle());
    patiently().until(() -> broker.depth("listen_" + id) == 0);
    clock.shutdownNow();
    assertThat(works).allSatisfy(work -> {
      assertThat(openCti.work(work).errors()).isEmpty();
      // Two of them may share it.
      assertThat(openCti.work(work).messages().stream().filter(text -> text.contains("received the job")).count())
          .isLessThanOrEqualTo(2);
    });
    List<JsonNode> addresses = openCti.objects("ipv4-addr");
    assertThat(addresses).hasSize(jobs);
    int known = jobs - (jobs + 3) / 4;
    // One at CrowdSec for each address that is known, none twice.
    assertThat(openCti.objects("sighting")).hasSize(known);
    assertThat(openCti.objects("relationship")).doesNotHaveDuplicates();
    assertThat(openCti.badMessages()).isEmpty();
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}, {2} processes, {3} jobs")
  @CsvSource({
      "V6_9_10, api, 3, 1000", "V6_9_10, api, 1, 200", "V6_9_10, amqp, 1, 1000",
      "V6_9,    api, 1, 200",  "V6_9,   amqp, 1, 200", "V7,      api,  3, 200",
      "V6_2,    api, 1, 200",  "V5_12,   api, 1, 200", "V5_12,   amqp, 1, 200"})
  void aThousandJobsOfWhichAThirdAreSlowOrComeTwice(Generation generation, String protocol,
      int processes, int jobs) throws Exception {
    jobsOfWhichAThirdAreSlowOrComeTwiceAllArrive(generation, protocol, processes, jobs);
  }

  static Stream<Arguments> lostAnswers() {
    return ways().flatMap(way -> Stream.of("workEdit", "workAdd", "stixBundlePush")
        .map(field -> arguments(way.get()[0], way.get()[1], field)));
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}: {2}")
  @CsvSource({"V6_9_10, api, workEdit", "V6_9_10, api, workAdd", "V6_9, api, stixBundlePush", "V6_9, amqp, workEdit"})
  void aCallWhoseAnswerIsLostIsMadeAgainAndCountsOnce(Generation generation, String protocol, String field) throws Exception {
    start(generation);
    RunningConnector connector = connector(Map.of("CONNECTOR_QUEUE_PROTOCOL", protocol));
    crowdSec.script(address(0), KNOWN);
    // Given
    openCti.loseAnswers(field, 3);
    // When
    String observable = openCti.addObservable(address(0));
    String work = openCti.ask(connector.id(), observable);
    // Then
    patiently().until(() -> enriched(observable));
    patiently().until(() -> openCti.work(work).status().equals("complete"));
    patiently().until(() -> connector.idle() && broker.depth("listen_" + connector.id()) == 0);
    WorkView ended = openCti.work(work);
    patiently().until(() -> openCti.work(work).processed() == openCti.work(work).expected());
    assertThat(ended.errors()).isEmpty();
    openCti.timePasses(MINUTE);
    patiently().until(() -> openCti.allWorksComplete() && openCti.workersAreIdle());
    if (protocol.equals("amqp") && generation != Generation.V6_9_10) {
      assertThat(openCti.work(work).expected()).isEqualTo(openCti.pushMessages().size());
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}: {2}")
  @MethodSource("lostAnswers")
  void aCallWhoseAnswerIsLostIsMadeAgainAndCountsOnceOnEveryPlatform(Generation generation,
      String protocol, String field) throws Exception {
    aCallWhoseAnswerIsLostIsMadeAgainAndCountsOnce(generation, protocol, field);
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}: {2}")
  @CsvSource({"V6_2, api, 3", "V6_9, api, 3", "V7, api, 3", "V6_9_10, api, 4", "V6_9_10, amqp, 2", "V6_9, amqp, 4"})
  void aJobCostsFewCallsAndOneWorkWhereThatIsSafe(Generation generation, String protocol, int calls) throws Exception {
    start(generation);
    RunningConnector connector = connector(Map.of("CONNECTOR_QUEUE_PROTOCOL", protocol, "ping.period", "600000",
        "CROWDSEC_INDICATOR_CREATE_FROM", ""));
    crowdSec.script(address(0), KNOWN);
    patiently().until(connector::firstPingIsOver);
    int before = openCti.requests().size();
    // When
    String observable = openCti.addObservable(address(0));
    openCti.ask(connector.id(), observable);
    patiently().until(() -> enriched(observable) && connector.idle());
    // Then
    assertThat(openCti.requests().size() - before).isEqualTo(calls);
    boolean second = protocol.equals("api") && (generation == Generation.V6_2 || generation == Generation.V6_9_10);
    assertThat(openCti.works()).hasSize(second ? 2 : 1);
  }
}
