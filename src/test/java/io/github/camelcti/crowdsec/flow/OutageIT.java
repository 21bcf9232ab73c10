package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Call;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CrowdSec is away: that costs time, and no job. */
class OutageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Step DOWN = null;

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();

  static Stream<Arguments> outages() {
    return Stream.of(
        arguments(named("connections are refused", DOWN), "gave no answer"),
        arguments(named("calls hang", Step.hang()), "no answer in time"),
        arguments(named("connections break", Step.reset()), "gave no answer"),
        arguments(named("500", Step.status(500, "{\"message\": \"Internal server error\"}")), "CrowdSec answered with HTTP 500"),
        arguments(named("a gateway's page", Step.page(503)), "something other than CrowdSec's API answered (HTTP 503"),
        arguments(named("a proxy's page with 403", Step.page(403)), "something other than CrowdSec's API answered (HTTP 403"),
        arguments(named("a page with 404", Step.page(404)), "CROWDSEC_API_URL is probably wrong"));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void anOutageOfCrowdSecFailsNoJob(Step outage, String words) throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_RESPONSE_TIMEOUT", "300ms"))) {
      // Given
      begin(outage);
      List<String> works = IntStream.range(0, 12).mapToObj(i -> ask(connector, "198.18.0." + i)).toList();
      // When it goes on for longer than a job's own tries
      until(() -> state(connector).contains("\"attempts\":3"));
      // Then OpenCTI sees why, and no work has ended
      assertThat(state(connector)).contains("\"reason\":\"OUTAGE\"", words).doesNotContain(crowdSec.key());
      assertThat(works).noneMatch(this::isComplete);
      // And when it is over, every job is done
      end();
      until(openCti::allWorksComplete);
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      until(() -> state(connector).equals("null"));
      until(() -> broker.depth("listen_" + connector.id()) == 0);
    }
  }

  @Test
  void oneJobAtATimeTriesWithGrowingPauses() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_RETRY_DELAY", "200ms", "CROWDSEC_MAX_RETRIES", "1",
        "CONNECTOR_CONCURRENCY", "2", "CROWDSEC_OUTAGE_RETRY_DELAY_MAX", "1s"))) {
      // Given an outage that two jobs have met with two tries each
      crowdSec.always(Step.status(500, ""));
      IntStream.range(0, 10).forEach(i -> ask(connector, "198.18.0." + i));
      // When
      until(() -> crowdSec.calls().size() >= 4 + 4);
      // Then
      List<Call> calls = crowdSec.calls();
      for (int i = 5; i < calls.size(); i++) {
        assertThat(Duration.between(calls.get(i - 1).at(), calls.get(i).at())).as("pause before call " + i)
            .isGreaterThan(Duration.ofMillis(i == 5 ? 500 : 700));
      }
    }
  }

  @Tag("broker")
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void anAddressThatFailsAloneDoesNotBlockOthers(int concurrency) throws Exception {
    try (RunningConnector connector = connector(Map.of("CONNECTOR_CONCURRENCY", String.valueOf(concurrency)))) {
      // Given two addresses that CrowdSec stumbles over every time, at the head of the queue
      crowdSec.script("192.0.2.66", Step.status(500, "{\"message\": \"boom\"}"));
      crowdSec.script("192.0.2.67", Step.reset());
      List<String> poisoned = List.of(ask(connector, "192.0.2.66"), ask(connector, "192.0.2.67"));
      until(() -> state(connector).contains("OUTAGE"));
      // When others come, now and later
      List<String> others = new ArrayList<>();
      for (int i = 0; !poisoned.stream().allMatch(this::isComplete); i++) {
        String other = ask(connector, "198.18.0." + i);
        others.add(other);
        // Then each is done before long
        until(() -> isComplete(other));
      }
      // And the poisoned ones end with what became of them, after a bounded number of tries
      assertThat(others).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      assertThat(openCti.work(poisoned.get(0)).errors()).singleElement().asString().contains("HTTP 500", "boom");
      assertThat(openCti.work(poisoned.get(1)).errors()).singleElement().asString().contains("gave no answer");
      assertThat(crowdSec.calls("192.0.2.66")).hasSizeLessThan(40);
      until(() -> state(connector).equals("null"));
      until(() -> broker.depth("listen_" + connector.id()) == 0);
    }
  }

  @Test
  void jobsByHttpWaitOnDisk() throws Exception {
    Map<String, String> byHttp = Map.of("CONNECTOR_LISTEN_PROTOCOL", "API", "CONNECTOR_LISTEN_PROTOCOL_API_HOST", "127.0.0.1",
        "CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(Ports.free()), "CONNECTOR_CONCURRENCY", "1");
    try (RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, settings(byHttp))) {
      until(() -> connector.runs("receive-callback"));
      // Given an outage, and an address that fails after it as well, at the head
      crowdSec.script("192.0.2.66", Step.status(500, "{\"message\": \"boom\"}"));
      crowdSec.down();
      String poisoned = ask(connector, "192.0.2.66");
      List<String> works = new ArrayList<>(IntStream.range(0, 6).mapToObj(i -> ask(connector, "198.18.0." + i)).toList());
      until(() -> state(connector).contains("\"attempts\":3"));
      assertThat(works).noneMatch(this::isComplete);
      // When
      crowdSec.up();
      // Then
      until(() -> works.stream().allMatch(this::isComplete));
      for (int i = 0; !isComplete(poisoned); i++) {
        String other = ask(connector, "198.18.1." + i);
        works.add(other);
        until(() -> isComplete(other));
      }
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      assertThat(openCti.work(poisoned).errors()).singleElement().asString().contains("HTTP 500");
    }
  }

  @Test
  void jobsFailAtOnceWithPolicyFail() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_OUTAGE_POLICY", "fail"))) {
      // Given
      crowdSec.down();
      // When
      String work = ask(connector, "198.18.0.1");
      // Then
      until(() -> isComplete(work));
      assertThat(openCti.work(work).errors()).singleElement().asString().contains("gave no answer");
      connector.pingNow();
      assertThat(state(connector)).isEqualTo("null");
    }
  }

  @Test
  void theWaitCanBeBounded() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_OUTAGE_MAX_WAIT", "4s"))) {
      // Given
      crowdSec.down();
      List<String> works = IntStream.range(0, 6).mapToObj(i -> ask(connector, "198.18.0." + i)).toList();
      until(() -> state(connector).contains("OUTAGE"));
      assertThat(works).noneMatch(this::isComplete);
      // When it takes too long
      until(openCti::allWorksComplete);
      // Then
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).singleElement().asString()
          .containsAnyOf("CROWDSEC_OUTAGE_MAX_WAIT", "gave no answer"));
      assertThat(works).anySatisfy(work -> assertThat(openCti.work(work).errors()).singleElement().asString()
          .contains("CROWDSEC_OUTAGE_MAX_WAIT", "gave no answer"));
      // And when it is over, jobs are done again
      crowdSec.up();
      until(() -> {
        String next = ask(connector, "198.18.1.1");
        until(() -> isComplete(next));
        return openCti.work(next).errors().isEmpty();
      });
      until(() -> state(connector).equals("null"));
    }
  }

  @Test
  void aRestartTriesAtOnceAndLosesNoJob() throws Exception {
    // Given an outage of which the next try is far away
    Map<String, String> settings = new HashMap<>(Map.of("CROWDSEC_RETRY_DELAY", "10m", "CROWDSEC_RETRY_DELAY_MAX", "1h",
        "CROWDSEC_MAX_RETRIES", "0", "CROWDSEC_OUTAGE_RETRY_DELAY_MAX", "1h"));
    crowdSec.down();
    String work;
    try (RunningConnector first = connector(settings)) {
      settings.put("CONNECTOR_ID", first.id());
      work = ask(first, "198.18.0.1");
      until(() -> state(first).contains("OUTAGE"));
    }
    crowdSec.up();
    // When
    try (RunningConnector second = connector(settings)) {
      // Then
      until(() -> isComplete(work));
      assertThat(openCti.work(work).errors()).isEmpty();
      until(() -> state(second).equals("null"));
    }
  }

  @Test
  void aTryThatSaysNothingAboutTheKeyIsRepeatedSoon() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_QUOTA_RETRY_DELAY_MAX", "1h"))) {
      // Given a refused key, which is not tried for an hour
      crowdSec.always(Step.status(403, "{\"message\": \"Forbidden\"}"));
      ask(connector, "198.18.0.1");
      until(() -> state(connector).contains("\"reason\":\"KEY\""));
      // When the next try, here made by hand, gets no answer
      crowdSec.always(Step.status(500, ""));
      openCti.resetState(connector.id());
      connector.pingNow();
      String work = ask(connector, "198.18.0.2");
      until(() -> state(connector).contains("\"trouble\":\"CrowdSec answered with HTTP 500\""));
      // Then it is not an hour until the one that does
      crowdSec.always(null);
      until(() -> isComplete(work));
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  @Test
  void aBudgetIsNotSpentOnConnectionsThatAreRefused() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_QUOTA_BUDGET", "3", "CROWDSEC_QUOTA_PERIOD", "1h"))) {
      // Given
      crowdSec.down();
      List<String> works = IntStream.range(0, 3).mapToObj(i -> ask(connector, "198.18.0." + i)).toList();
      until(() -> state(connector).contains("\"attempts\":3"));
      // When
      crowdSec.up();
      // Then
      until(openCti::allWorksComplete);
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      until(() -> state(connector).contains("\"budget_used\":3"));
    }
  }

  @Test
  void aUsedUpBudgetEndsJobsAtOnceWhereTheyDoNotWait() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_QUOTA_BUDGET", "2", "CROWDSEC_QUOTA_PERIOD", "1h",
        "CROWDSEC_QUOTA_POLICY", "fail", "CROWDSEC_OUTAGE_POLICY", "fail", "CROWDSEC_MAX_RETRIES", "0",
        "CONNECTOR_CONCURRENCY", "4", "CROWDSEC_CONNECT_TIMEOUT", "2s"))) {
      // Given more jobs at a time than the budget has calls, none of which reaches CrowdSec
      crowdSec.down();
      for (int round = 0; round < 3; round++) {
        String network = "198.18." + round + ".";
        List<String> works = IntStream.range(0, 8).mapToObj(i -> ask(connector, network + i)).toList();
        // Then all end in error, and none goes round
        until(openCti::allWorksComplete);
        assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).singleElement().asString()
            .containsAnyOf("gave no answer", "allowed by CROWDSEC_QUOTA_BUDGET are used up until "));
      }
      // And those who come when CrowdSec is there have the whole budget
      crowdSec.up();
      List<String> works = IntStream.range(0, 3).mapToObj(i -> {
        String work = ask(connector, "198.18.9." + i);
        until(() -> isComplete(work));
        return work;
      }).toList();
      assertThat(works.subList(0, 2)).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      assertThat(openCti.work(works.get(2)).errors()).singleElement().asString().contains("CROWDSEC_QUOTA_BUDGET", "until ");
    }
  }

  private void begin(Step outage) {
    if (outage == DOWN) {
      crowdSec.down();
    } else {
      crowdSec.always(outage);
    }
  }

  private void end() {
    crowdSec.always(null);
    crowdSec.up();
  }

  private RunningConnector connector(Map<String, String> settings) throws Exception {
    return RunningConnector.start(openCti, crowdSec, settings(settings));
  }

  private static Map<String, String> settings(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(Map.of("job.return-delay", "200", "CROWDSEC_RETRY_DELAY", "50ms",
        "CROWDSEC_MAX_RETRIES", "2", "CROWDSEC_OUTAGE_RETRY_DELAY_MAX", "1s",
        // The breaker has tests of its own.
        "camel.resilience4j.minimum-number-of-calls", "1000", "camel.resilience4j.sliding-window-size", "1000"));
    all.putAll(settings);
    return all;
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).until(condition);
  }

  private boolean isComplete(String work) {
    return openCti.work(work).status().equals("complete");
  }

  private String state(RunningConnector connector) {
    return String.valueOf(openCti.lastState(connector.id()));
  }

  private String ask(RunningConnector connector, String address) {
    return openCti.ask(connector.id(), openCti.addObservable(address));
  }
}
