package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An OpenCTI in trouble answers, with HTTP 200 and an error (OpenCTI observations, 13.3): weather, which nothing is lost in. */
class WeatherIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Step KNOWN = Step.ok(Samples.read("200-known"));

  private final Broker broker = Broker.shared();

  @TempDir
  private Path folder;
  private OpenCtiDouble openCti;
  private CrowdSecDouble crowdSec;

  private void start(Generation generation) {
    openCti = OpenCtiDouble.start(broker, generation);
    crowdSec = CrowdSecDouble.start();
    crowdSec.always(KNOWN);
  }

  @AfterEach
  void stop() throws Exception {
    crowdSec.close();
    openCti.close();
  }

  private static Map<String, String> quick(String... more) {
    Map<String, String> all = new HashMap<>(Map.of("platform.retry-delay", "40", "platform.retry-delay-max", "400",
        "registration.retry-delay", "40", "registration.retry-delay-max", "100", "platform.max-retries", "1",
        "job.return-delay", "10", "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "0s"));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static ConditionFactory patiently() {
    return await().dontCatchUncaughtExceptions().atMost(PATIENCE);
  }

  private static String address(int number) {
    return "198.18." + number / 250 + "." + (number % 250 + 1);
  }

  private interface Trouble {
    void is(OpenCtiDouble openCti, boolean there);
  }

  private enum Kind implements Trouble {
    SEARCH_ENGINE {
      @Override
      public void is(OpenCtiDouble openCti, boolean there) {
        openCti.searchEngineAway(there);
      }
    },
    OWN_BROKER {
      @Override
      public void is(OpenCtiDouble openCti, boolean there) {
        openCti.ownBrokerAway(there);
      }
    },
    SERVER {
      @Override
      public void is(OpenCtiDouble openCti, boolean there) {
        if (there) {
          openCti.down();
        } else {
          openCti.up();
        }
      }
    }
  }

  @Tag("broker")
  @ParameterizedTest(name = "{0} away, OpenCTI {1}, jobs by {2}, results by {3}")
  @CsvSource({"SEARCH_ENGINE, V6_9, amqp, api", "SERVER, V6_9, amqp, api", "SEARCH_ENGINE, V7, api, api"})
  void jobsWaitOneTriesAndNoneIsLost(Kind trouble, Generation generation, String jobs, String results) throws Exception {
    start(generation);
    try (LogLines log = LogLines.collectAll();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, quick("CONNECTOR_QUEUE_PROTOCOL", results,
            "CONNECTOR_LISTEN_PROTOCOL", jobs, "CONNECTOR_LISTEN_PROTOCOL_API_HOST", "127.0.0.1",
            "CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(Ports.free()), "CONNECTOR_STATE_DIRECTORY", folder.toString()))) {
      // Given jobs in hand, and a hundred that wait
      List<String> works = new ArrayList<>();
      crowdSec.always(Step.delayed(Duration.ofSeconds(1), KNOWN));
      for (int i = 0; i < 4; i++) {
        works.add(openCti.ask(connector.id(), openCti.addObservable(address(i))));
      }
      patiently().until(() -> crowdSec.calls().size() == 4);
      crowdSec.always(KNOWN);
      for (int i = 4; i < 104; i++) {
        works.add(openCti.ask(connector.id(), openCti.addObservable(address(i))));
      }
      // When
      trouble.is(openCti, true);
      patiently().until(() -> !log.lines("OpenCTI is down").isEmpty());
      patiently().during(Duration.ofMillis(300)).until(() -> connector.jobsInHand() <= 1);
      int asked = openCti.requests().size();
      long done = complete(works);
      patiently().until(() -> trouble == Kind.SERVER || openCti.requests().size() > asked + 6);
      // Then one job tries, and all others wait; where one takes over from another, both are in hand for a moment
      patiently().during(Duration.ofMillis(300)).until(() -> connector.jobsInHand() <= 1);
      assertThat(complete(works)).isEqualTo(done).isLessThan(104);
      // When it is back
      trouble.is(openCti, false);
      // Then
      patiently().until(() -> works.stream().allMatch(work -> openCti.work(work).status().equals("complete")));
      patiently().until(() -> broker.depth("listen_" + connector.id()) == 0 && connector.idle());
      patiently().until(() -> openCti.allWorksComplete() && openCti.workersAreIdle());
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      patiently().until(() -> openCti.objects("ipv4-addr").stream()
          .allMatch(it -> !openCti.observable(it.path("id").asText()).references().isEmpty()));
      assertThat(crowdSec.calls()).hasSize(104);
      assertThat(connector.ended()).isFalse();
      assertThat(log.lines("OpenCTI is down")).hasSize(1);
      assertThat(log.lines("OpenCTI is back")).hasSize(1);
      assertThat(log.warnings("goes back to the queue")).isEmpty();
      assertThat(log.warnings("registering again")).isEmpty();
      assertThat(log.warnings("Could not report")).isEmpty();
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{0} away, OpenCTI {1}, jobs by {2}, results by {3}")
  @CsvSource({
      "SEARCH_ENGINE, V6_9,  amqp, api",  "SEARCH_ENGINE, V6_9_10, amqp, api", "SEARCH_ENGINE, V6_9, amqp, amqp",
      "SEARCH_ENGINE, V5_12, amqp, api",  "SEARCH_ENGINE, V6_2,    amqp, api", "SEARCH_ENGINE, V7,   amqp, api",
      "OWN_BROKER,    V6_9,  amqp, api",  "SERVER,        V6_9,    amqp, api", "SEARCH_ENGINE, V7,   api,  api"})
  void jobsWaitOneTriesAndNoneIsLostOnEveryPlatform(Kind trouble, Generation generation, String jobs, String results)
      throws Exception {
    jobsWaitOneTriesAndNoneIsLost(trouble, generation, jobs, results);
  }

  private long complete(List<String> works) {
    return works.stream().filter(work -> openCti.work(work).status().equals("complete")).count();
  }

  private static final List<String> FIELDS = List.of("stixCyberObservable", "workEdit", "stixBundlePush", "workAdd", "isWorkAlive",
      "work", "stixCyberObservableAdd", "indicatorAdd", "labels");

  static Stream<Arguments> singleCalls() {
    return Stream.of(Generation.V5_12, Generation.V6_2, Generation.V6_9_10, Generation.V6_9, Generation.V7)
        .flatMap(generation -> Stream.of("api", "amqp").flatMap(protocol -> Stream.of("DATABASE_ERROR", "INTERNAL_SERVER_ERROR")
            .map(code -> arguments(generation, protocol, code))));
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}: {2}")
  @CsvSource({"V6_9_10, api, DATABASE_ERROR", "V5_12, amqp, INTERNAL_SERVER_ERROR"})
  void oneSuchAnswerToAnyCallIsTriedAgain(Generation generation, String protocol, String code)
      throws Exception {
    start(generation);
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, quick("CONNECTOR_QUEUE_PROTOCOL", protocol,
        "CROWDSEC_INDICATOR_CREATE_FROM", "malicious", "CROWDSEC_LABELS_REPUTATION", "true"))) {
      int number = 0;
      for (String field : FIELDS) {
        // Given
        openCti.errorNext(field, code, "Find direct ids fail", 1);
        // When
        String observable = openCti.addObservable(address(number++));
        String work = openCti.ask(connector.id(), observable);
        // Then
        patiently().until(() -> openCti.work(work).status().equals("complete"));
        patiently().until(() -> !openCti.observable(observable).references().isEmpty());
        assertThat(openCti.work(work).errors()).as(field).isEmpty();
        assertThat(openCti.work(work).messages()).as(field).last().asString().contains("CrowdSec: ");
      }
      patiently().until(() -> broker.depth("listen_" + connector.id()) == 0 && connector.idle());
      openCti.timePasses(Duration.ofMinutes(1));
      patiently().until(() -> openCti.allWorksComplete() && openCti.workersAreIdle());
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}: {2}")
  @MethodSource("singleCalls")
  void oneSuchAnswerToAnyCallIsTriedAgainOnEveryPlatform(Generation generation, String protocol, String code)
      throws Exception {
    oneSuchAnswerToAnyCallIsTriedAgain(generation, protocol, code);
  }

  @ParameterizedTest
  @CsvSource({"DATABASE_ERROR", "INTERNAL_SERVER_ERROR", "LOCK_ERROR", "A_CODE_OF_TOMORROW"})
  void aFailedPingOrRegistrationIsRetried(String code) throws Exception {
    start(Generation.V6_9);
    // Given a start in bad weather
    openCti.errorNext("registerConnector", code, "Find direct ids fail", 3);
    try (LogLines log = LogLines.collectAll();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, quick())) {
      assertThat(openCti.count("registerConnector")).isEqualTo(4);
      // When
      openCti.errorNext("pingConnector", code, "Find direct ids fail", 1);
      connector.pingNow();
      connector.pingNow();
      // Then
      assertThat(openCti.count("registerConnector")).isEqualTo(4);
      assertThat(log.lines("OpenCTI is down")).hasSize(2);
      assertThat(log.warnings("registering again")).isEmpty();
      String work = openCti.ask(connector.id(), openCti.addObservable(address(1)));
      patiently().until(() -> openCti.work(work).status().equals("complete"));
      assertThat(connector.ended()).isFalse();
    }
  }

  @Test
  void aPlaybookGetsItsAnswerAfterAnOutage() throws Exception {
    start(Generation.V6_9);
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, quick())) {
      // Given
      openCti.errorNext("playbookStepExecution", "DATABASE_ERROR", "Find direct ids fail", 5);
      // When
      String execution = openCti.askPlaybook(connector.id(), openCti.addObservable(address(1)));
      // Then
      patiently().until(() -> openCti.playbookSteps(execution).size() == 1);
      patiently().until(() -> broker.depth("listen_" + connector.id()) == 0 && connector.idle());
      assertThat(openCti.playbookSteps(execution)).hasSize(1);
    }
  }

  @Test
  void aRefusalIsTakenBeforeItsJobIsAcknowledged() throws Exception {
    start(Generation.V6_9);
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, quick())) {
      // Given
      openCti.errorNext("workEdit", "DATABASE_ERROR", "Find direct ids fail", 6);
      // When
      String work = openCti.ask(connector.id(), openCti.addObservable(address(1), "TLP:RED"));
      // Then
      patiently().until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).singleElement().asString().contains("TLP:RED");
      assertThat(crowdSec.calls()).isEmpty();
    }
  }

  @Test
  void aJobThatAloneKeepsFailingWhileOthersPassIsSetAside() throws Exception {
    start(Generation.V5_12);
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = RunningConnector.start(openCti, crowdSec, quick())) {
      // Given a job whose work was deleted, which this platform has no better word for than for its own trouble
      crowdSec.always(Step.delayed(Duration.ofSeconds(1), KNOWN));
      String work = openCti.ask(connector.id(), openCti.addObservable(address(0)));
      patiently().until(() -> crowdSec.calls(address(0)).size() == 1);
      openCti.deleteWork(work);
      crowdSec.always(KNOWN);
      // When others pass
      List<String> others = new ArrayList<>();
      patiently().until(() -> {
        if (others.size() < 3000) {
          others.add(openCti.ask(connector.id(), openCti.addObservable(address(1 + others.size()))));
        }
        return !log.lines("Dropped the job of").isEmpty();
      });
      // Then
      assertThat(log.lines("it is set aside")).isNotEmpty();
      patiently().until(() -> others.stream().allMatch(it -> openCti.work(it).status().equals("complete")));
      patiently().until(() -> broker.depth("listen_" + connector.id()) == 0 && connector.idle());
    }
  }
}
