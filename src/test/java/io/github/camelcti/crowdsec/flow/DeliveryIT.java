package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.PlaybookStep;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
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

/** Results on their way back, and what can happen to them there. */
class DeliveryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String ADDRESS = "192.0.2.10";
  private static final String ORGANIZATION = "identity--4c0e8a4b-6f0b-5d0e-8a49-5f2c4a7f9f11";
  private static final Step FULL = Step.ok(Samples.read("200-malicious-full"));
  private static final Map<String, String> AMQP = Map.of("CONNECTOR_QUEUE_PROTOCOL", "amqp");

  private final Broker broker = Broker.shared();

  @TempDir
  private Path state;
  private OpenCtiDouble openCti;
  private CrowdSecDouble crowdSec;

  private void start(Generation generation) {
    openCti = OpenCtiDouble.start(broker, generation);
    crowdSec = CrowdSecDouble.start();
    crowdSec.script(ADDRESS, FULL);
  }

  @AfterEach
  void stop() throws Exception {
    crowdSec.close();
    openCti.close();
  }

  private RunningConnector connector(Map<String, String> settings, String... more) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(Map.of("platform.retry-delay", "50", "platform.retry-delay-max", "100", "job.return-delay", "50"));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return RunningConnector.start(openCti, crowdSec, all);
  }

  /** One that has no broker for its jobs: the platform's workers bring them. */
  private RunningConnector callable(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(Ports.free()));
    all.put("CONNECTOR_LISTEN_PROTOCOL", "API");
    all.put("CONNECTOR_STATE_DIRECTORY", state.toString());
    all.putAll(Map.of("platform.retry-delay", "50", "platform.retry-delay-max", "100", "job.return-delay", "50"));
    RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, all);
    patiently().until(() -> openCti.registered(connector.id()));
    return connector;
  }

  /** Spring's own threads may fail while exchanges come and go. */
  private static ConditionFactory patiently() {
    return await().dontCatchUncaughtExceptions().atMost(PATIENCE);
  }

  private WorkView ended(String work) {
    patiently().until(() -> openCti.work(work).status().equals("complete"));
    return openCti.work(work);
  }

  private interface Breakage {
    void on(Channel channel, String connector) throws Exception;
  }

  static Stream<Arguments> breakages() {
    Breakage noBinding = (channel, id) -> channel.queueUnbind("push_" + id, "amqp.worker.exchange", "push_routing_" + id);
    Breakage noQueue = (channel, id) -> channel.queueDelete("push_" + id);
    Breakage noExchange = (channel, id) -> channel.exchangeDelete("amqp.worker.exchange");
    return Stream.of(
        arguments(named("the binding is gone", noBinding), "100"),
        arguments(named("the binding is gone, and the job goes back to the queue meanwhile", noBinding), "1"),
        arguments(named("the queue is gone", noQueue), "100"),
        arguments(named("the exchange is gone", noExchange), "100"),
        arguments(named("the exchange is gone, and the job goes back to the queue meanwhile", noExchange), "1"));
  }

  @Tag("broker")
  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void aResultThatReachesNoQueueIsSentAgain(Breakage breakage, String retries) throws Exception {
    start(Generation.V6_9);
    try (LogLines log = LogLines.collect();
        RunningConnector connector = connector(AMQP, "platform.max-retries", retries)) {
      // Given
      try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
        breakage.on(channel, connector.id());
      }
      // When
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      if (retries.equals("1")) {
        patiently().until(() -> !log.lines("OpenCTI's workers can't be reached").isEmpty());
        assertThat(log.lines("OpenCTI's workers can't be reached").get(0)).contains("push");
      } else {
        patiently().until(() -> connector.isIn("send-to-workers"));
      }
      assertThat(openCti.pushMessages()).isEmpty();
      openCti.restoreQueues(connector.id());
      // Then
      WorkView ended = ended(work);
      assertThat(ended.errors()).isEmpty();
      assertThat(ended.expected()).isEqualTo(ended.processed()).isEqualTo(openCti.pushMessages().size())
          .isGreaterThan(20);
      assertThat(openCti.badMessages()).isEmpty();
      assertThat(openCti.observable(openCti.work(work).observableId()).labels()).isNotEmpty();
      patiently().until(() -> broker.depth("listen_" + connector.id()) == 0);
    }
  }

  @Tag("broker")
  @ParameterizedTest(name = "jobs by {0}")
  @CsvSource({"AMQP", "API"})
  void aJobThatIsDoneAgainAfterItsMessagesWereSentStillCompletesItsWork(String listening) throws Exception {
    start(Generation.V6_9);
    Map<String, String> settings = new HashMap<>(AMQP);
    settings.put("platform.max-retries", "0");
    settings.put("ping.period", "600000");
    settings.put("CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "0s");
    try (RunningConnector connector = listening.equals("API") ? callable(settings) : connector(settings)) {
      // Given a platform that fails when it is told that all messages are sent
      patiently().until(connector::firstPingIsOver);
      openCti.latency(Duration.ofMillis(1500));
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      patiently().until(() -> openCti.requests().stream()
          .anyMatch(request -> request.variables().path("inError").isBoolean()));
      openCti.failNext(1, 502, "<html>bad gateway</html>");
      patiently().until(() -> openCti.count("work") > 0);
      openCti.latency(Duration.ZERO);
      // Then
      patiently().until(() -> openCti.work(work).messages().stream()
          .anyMatch(text -> text.contains("CrowdSec") && !text.contains("received")));
      WorkView ended = ended(work);
      assertThat(ended.errors()).isEmpty();
      patiently().until(() -> openCti.work(work).processed() == openCti.work(work).expected());
      assertThat(openCti.work(work).expected()).isEqualTo(openCti.pushMessages().size()).isGreaterThan(40);
    }
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @CsvSource({"V6_9, api, false", "V6_9, amqp, false", "V5_12, api, false", "V5_12, amqp, false", "V6_2, api, false",
      "V6_9, api, true"})
  void whatIsWrittenIsSharedLikeTheObservable(Generation generation, String protocol, boolean playbook) throws Exception {
    start(generation);
    try (RunningConnector connector = connector(Map.of("CONNECTOR_QUEUE_PROTOCOL", protocol,
        "CROWDSEC_INDICATOR_CREATE_FROM", "malicious", "CROWDSEC_CREATE_NOTE", "true"))) {
      // Given
      String observable = openCti.addObservable(ADDRESS);
      openCti.restrict(observable, ORGANIZATION);
      // When
      List<JsonNode> written = new ArrayList<>();
      if (playbook) {
        String execution = openCti.askPlaybook(connector.id(), observable);
        patiently().until(() -> !openCti.playbookSteps(execution).isEmpty());
        openCti.playbookSteps(execution).get(0).bundle().path("objects").forEach(written::add);
      } else {
        ended(openCti.ask(connector.id(), observable));
        patiently().until(() -> !openCti.observable(observable).references().isEmpty());
        patiently().until(() -> openCti.allWorksComplete() && openCti.workersAreIdle());
        for (String type : List.of("indicator", "note", "sighting", "relationship", "vulnerability", "attack-pattern")) {
          written.addAll(openCti.objects(type));
        }
      }
      // Then
      written.removeIf(object -> object.path("type").asText().matches("ipv4-addr|identity|location"));
      assertThat(written).hasSizeGreaterThan(5).allSatisfy(object ->
          assertThat(object.path("x_opencti_granted_refs")).extracting(JsonNode::asText).containsExactly(ORGANIZATION));
    }
  }

  @ParameterizedTest(name = "schema {0} calls itself {1}, {3}")
  @CsvSource({"V6_2, 6.9.0, 0, known", "V6_2, 6.9.0, 0, unknown", "V5_12, 6.1.0, 0, known", "V6_2, 6.4.0, 0, known",
      "V6_9, 7.1.0, 0, known", "V7, 9.1.0, 1, known", "V7, rolling, 1, known"})
  void aPlatformThatCallsItselfNewerThanItIsGetsTheOlderDocuments(Generation generation, String says, int warnings,
      String address) throws Exception {
    start(generation);
    openCti.claim(says);
    if (address.equals("unknown")) {
      crowdSec.script(ADDRESS, Step.notKnown());
    }
    try (LogLines log = LogLines.collect(); RunningConnector connector = connector(Map.of())) {
      // When
      String observable = openCti.addObservable(ADDRESS);
      String work = openCti.ask(connector.id(), observable);
      // Then
      assertThat(ended(work).errors()).isEmpty();
      patiently().until(() -> !openCti.observable(observable).references().isEmpty());
      patiently().until(() -> openCti.allWorksComplete() && openCti.workersAreIdle());
      assertThat(openCti.observable(observable).labels().isEmpty()).isEqualTo(address.equals("unknown"));
      assertThat(log.warnings("is newer than this connector knows")).hasSize(warnings);
    }
  }

  @Test
  void aDraftThatIsClosedBeforeTheJobIsReadEndsTheWorkInError() throws Exception {
    start(Generation.V6_9);
    try (RunningConnector connector = connector(Map.of())) {
      // Given
      String draft = openCti.openDraft();
      openCti.latency(Duration.ofMillis(500));
      // When
      String work = openCti.askInDraft(connector.id(), openCti.addObservable(ADDRESS), draft);
      openCti.closeDraft(draft);
      // Then
      assertThat(ended(work).errors()).singleElement().asString().contains("draft", "closed", "DRAFT_LOCKED");
      assertThat(crowdSec.calls(ADDRESS)).isEmpty();
      patiently().until(() -> broker.depth("listen_" + connector.id()) == 0);
    }
  }

  @ParameterizedTest(name = "jobs by {0}")
  @CsvSource({"AMQP", "API"})
  void aDraftThatIsClosedBeforeTheResultComesEndsTheWorkInError(String listening) throws Exception {
    start(Generation.V6_9);
    crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(1), FULL));
    try (RunningConnector connector = listening.equals("API") ? callable(Map.of()) : connector(Map.of())) {
      // Given
      String draft = openCti.openDraft();
      String observable = openCti.addObservable(ADDRESS);
      String work = openCti.askInDraft(connector.id(), observable, draft);
      patiently().until(() -> crowdSec.calls(ADDRESS).size() == 1);
      // When
      openCti.closeDraft(draft);
      // Then
      assertThat(ended(work).errors()).isNotEmpty().allSatisfy(error -> assertThat(error).contains("DRAFT_LOCKED"));
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
      assertThat(openCti.observable(observable).labels()).isEmpty();
      assertThat(openCti.draftObservable(draft, observable).labels()).isEmpty();
    }
  }

  @Test
  void aPlaybookWhoseEnrichedAnswerIsRefusedGetsItsBundleBack() throws Exception {
    start(Generation.V6_9);
    try (RunningConnector connector = connector(Map.of())) {
      // Given
      openCti.errorNext("playbookStepExecution", "FUNCTIONAL_ERROR", "Playbook bundle is refused", 1);
      // When
      String execution = openCti.askPlaybook(connector.id(), openCti.addObservable(ADDRESS));
      // Then
      patiently().until(() -> !openCti.playbookSteps(execution).isEmpty());
      patiently().until(() -> broker.depth("listen_" + connector.id()) == 0);
      assertThat(openCti.count("playbookStepExecution")).isEqualTo(2);
      PlaybookStep answer = openCti.playbookSteps(execution).get(0);
      assertThat(openCti.playbookSteps(execution)).hasSize(1);
      assertThat(answer.bundle()).isEqualTo(answer.previousBundle());
    }
  }

  @Test
  void aPlaybookThatIsGoneIsAWarningAndTheJobIsDone() throws Exception {
    start(Generation.V6_9);
    crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(1), FULL));
    try (LogLines log = LogLines.collect(); RunningConnector connector = connector(Map.of())) {
      // Given
      String execution = openCti.askPlaybook(connector.id(), openCti.addObservable(ADDRESS));
      // When
      openCti.dropPlaybook(execution);
      // Then
      patiently().until(() -> !log.warnings("did not accept the answer").isEmpty());
      assertThat(log.warnings("did not accept the answer")).singleElement().asString().contains("no longer exists");
      patiently().until(() -> !connector.isIn("handle-job") && !connector.isIn("answer-playbook"));
      assertThat(openCti.count("playbookStepExecution")).isEqualTo(1);
      assertThat(broker.depth("listen_" + connector.id())).isZero();
    }
  }
}
