package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.EditedRoutes;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits that pass every check and make jobs fail: taken back by themselves. And failures that no job tells of. */
class TakenBackIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST = 3;
  private static final String PLACE = "        - to: direct:keep-edits\n";
  private static final String TAKEN_BACK = "Edited routes taken back: the edit of ";
  private static final String APPLIED = "Routes reloaded: ";

  @RegisterExtension
  private final EditedRoutes edited = new EditedRoutes();
  private final OpenCtiDouble openCti = edited.openCti();
  private final CrowdSecDouble crowdSec = edited.crowdSec();
  private Path file;
  private Path routes;
  private String good;
  private int asked;

  @BeforeEach
  void start() throws Exception {
    crowdSec.always(Step.ok(Samples.read("200-malicious-full")));
    routes = edited.routes();
    file = routes.resolve("enrichment.camel.yaml");
    good = Files.readString(file);
  }

  static Stream<Arguments> badEdits() {
    return Stream.of(
        arguments(named("a step fails with data", "{setBody: {variable: observable}}\n        - {toD: {id: enrich-observable-bad,"
            + " uri: 'http://127.0.0.1:9/${variable.address}?of=${body}'}}"),
            "at the step enrich-observable-bad of the route enrich-observable (enrichment.camel.yaml:"),
        arguments(named("a step fails", always("{throwException: {id: enrich-observable-bad,"
            + " exceptionType: java.lang.IllegalStateException, message: boom}}")),
            "): java.lang.IllegalStateException: boom"),
        arguments(named("jobs vanish", always("{stop: {}}")), "the job ended without an outcome"));
  }

  /** The check knows what happens to each job; so the step has a condition. */
  private static String always(String step) {
    return "{filter: {simple: '${variable.job} != null', steps: [" + step + "]}}";
  }

  @ParameterizedTest
  @MethodSource("badEdits")
  void anEditOnWhichMostJobsFailIsTakenBack(String step, String cause) throws Exception {
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // Given
      String before = ask(connector, "198.18.0.");
      await().atMost(PATIENCE).until(() -> isDone(before));
      // When
      edit(good.replace(PLACE, "        - " + step + "\n" + PLACE), log, 1);
      for (int i = 0; i < MOST; i++) {
        ask(connector, "198.18.0.");
      }
      // Then
      await().atMost(PATIENCE).until(() -> log.lines(TAKEN_BACK).size() == 1);
      assertThat(log.lines(TAKEN_BACK).get(0)).contains(MOST + " of " + MOST + " jobs failed on it within ", "routes/enrichment.camel.yaml", cause);
      assertThat(EditedRoutes.health(connector, "routes-files").getState()).isEqualTo(HealthCheck.State.DOWN);
      assertThat(EditedRoutes.health(connector, "routes-files").getMessage().orElseThrow()).contains("routes/enrichment.camel.yaml", cause)
          .doesNotContain("198.18.0", "Exchange[" + "ID", "Observable[" + "standardId");
      // And the next jobs succeed, since the same files are not tried again
      for (int i = 0; i < MOST; i++) {
        String work = ask(connector, "198.18.0.");
        await().atMost(PATIENCE).until(() -> isDone(work));
        assertThat(openCti.work(work).errors()).isEmpty();
      }
      assertThat(log.lines(APPLIED)).hasSize(1);
      // And the good files are what runs
      Files.writeString(file, good);
      await().atMost(PATIENCE).until(() -> EditedRoutes.health(connector, "routes-files").getState() == HealthCheck.State.UP);
      assertThat(log.lines(TAKEN_BACK)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:9", "http://no-such-host.invalid"})
  void anEditThatCallsTheWrongServerIsTakenBack(String url) throws Exception {
    file = routes.resolve("crowdsec.camel.yaml");
    good = Files.readString(file);
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // Given
      String before = ask(connector, "198.18.0.");
      await().atMost(PATIENCE).until(() -> isDone(before));
      // When
      edit(good.replace("{{crowdsec.api-url}}", url), log, 1);
      for (int i = 0; i < MOST; i++) {
        ask(connector, "198.18.0.");
      }
      // Then
      await().atMost(PATIENCE).until(() -> log.lines(TAKEN_BACK).size() == 1);
      assertThat(log.lines(TAKEN_BACK).get(0)).contains("jobs failed on it within ", "routes/crowdsec.camel.yaml", "call-crowdsec-http");
    }
  }

  /** That is nothing that an edit of other routes could mend. */
  @Test
  void anOutageOfCrowdSecTakesNoEditBack() throws Exception {
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // Given
      edit(good.replace("Settings: CONNECTOR_SCOPE", "Settings (edited): CONNECTOR_SCOPE"), log, 1);
      crowdSec.always(Step.status(500, "{}"));
      // When
      for (int i = 0; i < 2 * MOST; i++) {
        String work = ask(connector, "198.18.0.");
        await().atMost(PATIENCE).until(() -> isDone(work));
      }
      // Then
      assertThat(EditedRoutes.health(connector, "routes-files").getState()).isEqualTo(HealthCheck.State.UP);
      assertThat(log.lines("taken back")).isEmpty();
    }
  }

  @Test
  void documentsThatWereTakenBackAreNotReadAtTheNextRegistration() throws Exception {
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // Given
      try (Stream<Path> documents = Files.list(routes.resolve("graphql"))) {
        for (Path document : documents.filter(it -> it.getFileName().toString().startsWith("read-observable")).toList()) {
          Files.writeString(document, Files.readString(document).replace("observable_value", "observable_valeu"));
        }
      }
      await().atMost(PATIENCE).until(() -> log.lines(APPLIED).size() == 1);
      for (int i = 0; i < MOST; i++) {
        ask(connector, "198.18.0.");
      }
      await().atMost(PATIENCE).until(() -> log.lines(TAKEN_BACK).size() == 1);
      // When
      connector.main().getCamelTemplate().sendBody("direct:register-connector", null);
      // Then
      String work = ask(connector, "198.18.0.");
      await().atMost(PATIENCE).until(() -> isDone(work));
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  /** Refused jobs say nothing about it. */
  @Test
  void aGoodEditIsNeverTakenBack() throws Exception {
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // Given
      edit(good.replace("Settings: CONNECTOR_SCOPE", "Settings (edited): CONNECTOR_SCOPE"), log, 1);
      // When
      for (int i = 0; i < 4 * MOST; i++) {
        String work = ask(connector, i % 3 == 0 ? "198.18.0." : "10.0.0.");
        await().atMost(PATIENCE).until(() -> isDone(work));
      }
      // Then
      assertThat(EditedRoutes.health(connector, "routes-files").getState()).isEqualTo(HealthCheck.State.UP);
      assertThat(log.lines("taken back")).isEmpty();
    }
  }

  static Stream<Arguments> copies() {
    String fails = "steps: [{throwException: {id: own-tap-bad, exceptionType: java.lang.IllegalStateException, message: boom}}]";
    return Stream.of(
        arguments(named("a wireTap", "{wireTap: {uri: 'direct:own-tap'}}"), "routeConfigurationId: caller-decides,", fails),
        arguments(named("a wireTap to a route without error handling", "{wireTap: {uri: 'direct:own-tap'}}"), "", fails),
        arguments(named("a queue", "{to: 'seda:own-tap'}"), "", fails),
        arguments(named("a queue to a route without error handler", "{to: {uri: 'seda:own-tap', parameters: {waitForTaskToComplete: Never}}}"),
            "routeConfigurationId: caller-decides,", fails),
        arguments(named("a multicast that goes on", "{multicast: {aggregationStrategy: '#class:"
            + "org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy(false)', steps: [{to: 'direct:own-tap'}]}}"), "routeConfigurationId: caller-decides,", fails));
  }

  /** The caller of a route of ours tells; of what comes from a queue in memory, nobody else would. */
  @Test
  void aMessageOfNoJobThatFailsIsSaidIfNobodyElseDoes() throws Exception {
    Files.createDirectories(routes.resolve("custom"));
    Files.writeString(routes.resolve("custom/own.camel.yaml"), """
        - route:
            id: own-timer
            from:
              uri: timer:own-timer?repeatCount=1&delay=0
              steps: [{to: 'seda:own-queue'}]
        - route: {id: own-queue, from: {uri: 'seda:own-queue', steps: [{throwException: {exceptionType: java.lang.IllegalStateException, message: boom}}]}}
        """);
    Files.writeString(file, good);
    try (LogLines log = LogLines.collect(); RunningConnector connector = connector()) {
      // When
      assertThat(connector.send("direct:enrich-observable").getException()).isNotNull();
      // Then
      await().atMost(PATIENCE).until(() -> !log.warnings("A message failed in the route").isEmpty());
      assertThat(log.lines("boom")).singleElement().asString().contains("A message failed in the route own-queue: ");
    }
  }

  @ParameterizedTest
  @MethodSource("copies")
  void aCopyOfAJobThatFailsIsSaidOnce(String step, String errors, String tap) throws Exception {
    Files.createDirectories(routes.resolve("custom"));
    Files.writeString(routes.resolve("custom/own.camel.yaml"),
        "- route: {id: own-tap, " + errors + " from: {uri: '" + (step.contains("seda") ? "seda" : "direct") + ":own-tap', " + tap + "}}\n");
    Files.writeString(file, good.replace(PLACE, "        - " + step + "\n" + PLACE));
    try (LogLines log = LogLines.collect(); RunningConnector connector = connector()) {
      // When
      String work = ask(connector, "198.18.0.");
      // Then
      await().atMost(PATIENCE).until(() -> isDone(work));
      await().atMost(PATIENCE).until(() -> !log.warnings("A copy of the job").isEmpty());
      assertThat(log.warnings("A copy of the job of " + openCti.work(work).observableId()
          + " failed at the step own-tap-bad of the route own-tap")).hasSize(1);
      // And not again for each job
      String next = ask(connector, "198.18.0.");
      await().atMost(PATIENCE).until(() -> isDone(next));
      assertThat(log.lines("")).as("warnings and errors").hasSize(1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "in a multicast that stops      | {multicast: {stopOnException: true, steps: [{throwException: {exceptionType: java.lang.IllegalStateException, message: boom}}]}} | 200 | 1",
      "in the look-up's breaker       | {log: x} | 500 | 1",
      "in a breaker that has a way out | {circuitBreaker: {steps: [{throwException: {exceptionType: java.lang.IllegalStateException, message: boom}}], onFallback: {steps: [{log: x}]}}} | 200 | 0"})
  void whatTheJobItselfKnowsOfIsNotSaidTwice(String what, String step, int crowdSecs, int errors) throws Exception {
    // Given
    crowdSec.always(crowdSecs == 200 ? Step.ok(Samples.read("200-malicious-full")) : Step.status(crowdSecs, "{}"));
    Files.writeString(file, good.replace(PLACE, "        - " + step + "\n" + PLACE));
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // When
      String work = ask(connector, "198.18.0.");
      // Then
      await().atMost(PATIENCE).until(() -> isDone(work));
      assertThat(openCti.work(work).errors()).hasSize(errors);
      assertThat(log.warnings("A copy of the job")).isEmpty();
    }
  }

  private void edit(String text, LogLines log, int applied) throws Exception {
    Files.writeString(file, text);
    await().atMost(PATIENCE).until(() -> log.lines(APPLIED).size() == applied);
  }

  private boolean isDone(String work) {
    return openCti.work(work).status().equals("complete");
  }

  private String ask(RunningConnector connector, String net) {
    return openCti.ask(connector.id(), openCti.addObservable(net + ++asked));
  }

  private RunningConnector connector() throws Exception {
    return edited.connector(Map.of("CONNECTOR_CONCURRENCY", "2", "CROWDSEC_OUTAGE_POLICY", "fail",
        "CROWDSEC_MAX_RETRIES", "1", "CROWDSEC_RETRY_DELAY", "1ms", "CONNECTOR_ROUTES_UNDO_FAILURES", String.valueOf(MOST)));
  }
}
