package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Call;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Few calls to CrowdSec: they are not wasted, and no job is lost for want of one. */
class QuotaIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration A_WHILE = Duration.ofMillis(1500);
  private static final Step USED_UP = Step.status(429, CrowdSecDouble.QUOTA);
  private static final Step FULL = Step.ok(Samples.read("200-malicious-full"));
  private static final String ADDRESS = "192.0.2.10";
  private static final Map<String, String> NOT_TODAY = Map.of("CROWDSEC_QUOTA_RETRY_DELAY", "1h");

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();

  @Tag("broker")
  @Test
  void jobsWaitForTheQuotaWhileSingleCallsFindOutWhetherItIsBack() throws Exception {
    int concurrency = 4;
    try (RunningConnector connector = connector(Map.of("CONNECTOR_CONCURRENCY", String.valueOf(concurrency),
        "CROWDSEC_QUOTA_RETRY_DELAY", "300ms", "CROWDSEC_QUOTA_RETRY_DELAY_MAX", "1s"))) {
      // Given a quota that is used up
      crowdSec.always(USED_UP);
      List<String> works = IntStream.range(0, 20).mapToObj(i -> ask(connector, "198.18.0." + i)).toList();
      // Then OpenCTI sees why, and CrowdSec sees one call at a time, ever more seldom
      until(() -> state(connector).contains("\"reason\":\"QUOTA\""));
      until(() -> crowdSec.calls().size() >= concurrency + 4);
      List<Call> calls = crowdSec.calls();
      for (int i = concurrency + 1; i < calls.size(); i++) {
        assertThat(Duration.between(calls.get(i - 1).at(), calls.get(i).at())).as("pause before call " + i)
            .isGreaterThan(Duration.ofMillis(200));
      }
      // And no work has ended
      assertThat(works).noneMatch(work -> openCti.work(work).status().equals("complete"));
      // When it is renewed
      crowdSec.always(null);
      // Then every job is done, each with one answer
      until(openCti::allWorksComplete);
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      assertThat(crowdSec.calls().stream().filter(call -> call.status() == 404)).hasSize(works.size());
      until(() -> state(connector).equals("null"));
      until(() -> broker.depth("listen_" + connector.id()) == 0);
    }
  }

  @Tag("broker")
  @Test
  void aJobInHandIsNeitherCutOffNorDoneTwiceWhileTheGateCloses() throws Exception {
    try (RunningConnector connector = connector(Map.of(
        "CONNECTOR_CONCURRENCY", "2", "CROWDSEC_QUOTA_RETRY_DELAY", "300ms"))) {
      // Given a job that takes longer than consumers are waited for when they are suspended
      crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(8), FULL));
      String slow = ask(connector, ADDRESS);
      until(() -> crowdSec.calls(ADDRESS).size() == 1);
      // When the gate closes and opens meanwhile
      crowdSec.script("192.0.2.11", USED_UP, FULL);
      String other = ask(connector, "192.0.2.11");
      until(() -> isComplete(other));
      // Then
      until(() -> isComplete(slow));
      assertThat(openCti.work(slow).errors()).isEmpty();
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
      assertThat(openCti.count("stixBundlePush")).isEqualTo(2);
      until(() -> broker.depth("listen_" + connector.id()) == 0);
    }
  }

  @Tag("broker")
  @Test
  void resetStateReopensTheGateAtOnce() throws Exception {
    try (RunningConnector connector = connector(NOT_TODAY)) {
      // Given a gate that stays closed for long
      closeBy(USED_UP, connector);
      crowdSec.always(null);
      String work = ask(connector, "192.0.2.11");
      noCallsFor(A_WHILE);
      // When an analyst resets the state, which empties the queue as well
      openCti.resetState(connector.id());
      connector.pingNow();
      // Then jobs come in one by one; one that needs no call tells nothing about the quota
      String secret = openCti.ask(connector.id(), openCti.addObservable("192.0.2.66", "TLP:RED"));
      until(() -> isComplete(secret));
      connector.pingNow();
      assertThat(state(connector)).contains("QUOTA");
      // And the next one is tried at once
      String next = ask(connector, "192.0.2.12");
      until(() -> isComplete(next));
      assertThat(openCti.work(next).errors()).isEmpty();
      assertThat(isComplete(work)).as("purged by OpenCTI").isFalse();
    }
  }

  @Tag("broker")
  @Test
  void aRestartKeepsThePauseAndLosesNoJob() throws Exception {
    // Given
    RunningConnector first = connector(NOT_TODAY);
    String work = closeBy(USED_UP, first);
    first.close();
    crowdSec.always(null);
    // When it starts again
    Map<String, String> settings = new HashMap<>(NOT_TODAY);
    settings.put("CONNECTOR_ID", first.id());
    RunningConnector second = connector(settings);
    // Then it waits as before
    noCallsFor(A_WHILE);
    second.pingNow();
    assertThat(state(second)).contains("\"reason\":\"QUOTA\"");
    second.close();
    // And when it may not wait that long, the job is done
    settings.put("CROWDSEC_QUOTA_RETRY_DELAY_MAX", "500ms");
    try (RunningConnector third = connector(settings)) {
      until(() -> isComplete(work));
      assertThat(openCti.work(work).errors()).isEmpty();
      until(() -> state(third).equals("null"));
    }
  }

  @Tag("broker")
  @Test
  void anotherRegistrationDoesNotOpenTheGate() throws Exception {
    try (RunningConnector connector = connector(NOT_TODAY)) {
      // Given
      closeBy(USED_UP, connector);
      // When OpenCTI has forgotten the connector and makes its queue anew
      openCti.forget(connector.id());
      connector.pingNow();
      until(() -> openCti.registered(connector.id()));
      // Then
      ask(connector, "192.0.2.11");
      noCallsFor(A_WHILE);
      connector.pingNow();
      assertThat(state(connector)).contains("QUOTA");
    }
  }

  @Test
  void jobsWaitUntilARefusedKeyIsFixed() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_QUOTA_RETRY_DELAY_MAX", "700ms"))) {
      // Given
      String work = closeBy(Step.status(403, "{\"message\": \"Forbidden\"}"), connector);
      assertThat(state(connector)).contains("\"reason\":\"KEY\"").doesNotContain(crowdSec.key());
      until(() -> crowdSec.calls().size() >= 3);
      // When
      crowdSec.always(null);
      // Then
      until(() -> isComplete(work));
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  @Test
  void aBudgetIsSpreadOverItsPeriods() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_QUOTA_BUDGET", "2", "CROWDSEC_QUOTA_PERIOD", "3s"))) {
      // When
      List<String> works = IntStream.range(0, 5).mapToObj(i -> ask(connector, "198.18.0." + i)).toList();
      // Then
      until(openCti::allWorksComplete);
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      assertSpread(crowdSec.calls(), 2, Duration.ofMillis(1900));
    }
  }

  @Test
  void aRestartDoesNotRefillABudget() throws Exception {
    // Given
    Map<String, String> settings = new HashMap<>(Map.of("CROWDSEC_QUOTA_BUDGET", "1", "CROWDSEC_QUOTA_PERIOD", "1h"));
    RunningConnector first = connector(settings);
    String work = ask(first, ADDRESS);
    until(() -> isComplete(work) && state(first).contains("\"budget_used\":1"));
    first.close();
    // When
    settings.put("CONNECTOR_ID", first.id());
    try (RunningConnector second = connector(settings)) {
      ask(second, "192.0.2.11");
      // Then
      until(() -> state(second).contains("\"reason\":\"BUDGET\""));
      assertThat(crowdSec.calls()).hasSize(1);
    }
  }

  @Test
  void callsWaitForTheirTurn() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_MAX_REQUESTS_PER_SECOND", "2"))) {
      // When
      List<String> works = IntStream.range(0, 6).mapToObj(i -> ask(connector, "198.18.0." + i)).toList();
      // Then
      until(openCti::allWorksComplete);
      assertThat(works).allSatisfy(work -> assertThat(openCti.work(work).errors()).isEmpty());
      assertSpread(crowdSec.calls(), 2, Duration.ofMillis(800));
    }
  }

  @Test
  void twoJobsForOneAddressCostOneCall() throws Exception {
    try (RunningConnector connector = connector(Map.of("CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "0"))) {
      // Given
      crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(1), FULL));
      // When
      String first = ask(connector, ADDRESS);
      String second = ask(connector, ADDRESS);
      // Then
      until(() -> isComplete(first) && isComplete(second));
      assertThat(openCti.work(second).messages()).last().asString().contains("malicious");
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
    }
  }

  @Tag("broker")
  @Test
  void aJobThatComesAgainNeedsNoSecondCall() throws Exception {
    try (RunningConnector connector = connector(Map.of("platform.max-retries", "2", "platform.retry-delay", "300"))) {
      // Given an answer that OpenCTI does not take, so that the job goes back to the queue
      crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(1), FULL));
      String work = ask(connector, ADDRESS);
      until(() -> crowdSec.calls(ADDRESS).size() == 1);
      openCti.down();
      until(() -> connector.isIn("push-bundle"));
      until(() -> connector.isIn("read-observable"));
      // When
      openCti.up();
      // Then
      until(() -> isComplete(work));
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"the same", "another server", "another key"})
  void answersOfAnotherServerOrKeyAreNotUsed(String asked) throws Exception {
    try (CrowdSecDouble other = CrowdSecDouble.start()) {
      // Given an answer on the disk
      Map<String, String> settings = new HashMap<>(Map.of("CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "0"));
      try (RunningConnector first = connector(settings)) {
        String work = ask(first, ADDRESS);
        until(() -> isComplete(work));
        settings.put("CONNECTOR_ID", first.id());
        settings.put("CONNECTOR_STATE_DIRECTORY", Path.of("target", "state", first.id()).toAbsolutePath().toString());
      }
      // When the next process asks somebody else, or as somebody else
      settings.put("CROWDSEC_API_URL", asked.equals("another server") ? other.url() : crowdSec.url());
      settings.put("CROWDSEC_KEY", asked.equals("another key") ? "another-key-of-another-plan" : crowdSec.key());
      try (RunningConnector second = connector(settings)) {
        String again = ask(second, ADDRESS);
        // Then it does ask
        if (asked.equals("the same")) {
          until(() -> isComplete(again));
        }
        int calls = asked.equals("the same") ? 1 : 2;
        until(() -> crowdSec.calls(ADDRESS).size() + other.calls(ADDRESS).size() == calls);
      }
    }
  }

  private RunningConnector connector(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(Map.of("job.return-delay", "50"));
    all.putAll(settings);
    return RunningConnector.start(openCti, crowdSec, all);
  }

  /** One job that meets this answer; the gate is closed then and OpenCTI knows. */
  private String closeBy(Step answer, RunningConnector connector) {
    crowdSec.always(answer);
    String work = ask(connector, ADDRESS);
    until(() -> state(connector).contains("reason"));
    return work;
  }

  private void noCallsFor(Duration time) {
    int before = crowdSec.calls().size();
    await().during(time).atMost(PATIENCE).until(() -> crowdSec.calls().size() == before);
  }

  private static void assertSpread(List<Call> calls, int atOnce, Duration apart) {
    for (int i = atOnce; i < calls.size(); i++) {
      assertThat(Duration.between(calls.get(i - atOnce).at(), calls.get(i).at()))
          .as("call " + i + " after " + (i - atOnce)).isGreaterThan(apart);
    }
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
