package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpServer;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.route.job.Hooks;
import io.github.camelcti.crowdsec.support.EditedRoutes;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.RunningConnector;
import io.github.camelcti.crowdsec.support.Stubborn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes of an engineer that hook into the flow, beside the product's own. */
class ExtensionPointIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ADDRESS = "192.0.2.10";
  /** Those that a job goes on without. */
  private static final List<String> OPTIONAL = Hooks.NAMES.stream().filter(name -> !name.equals("before-look-up")).toList();

  @RegisterExtension
  private final EditedRoutes edited = new EditedRoutes();
  private final Broker broker = edited.doubles().broker();
  private final OpenCtiDouble openCti = edited.openCti();
  private final CrowdSecDouble crowdSec = edited.crowdSec();

  @BeforeEach
  void start() throws Exception {
    crowdSec.answer(ADDRESS, Samples.read("200-malicious-full", ADDRESS));
  }

  @ParameterizedTest(name = "direct:{0} sees {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "before-look-up | ${body.standardId} ${variable.job.entityId} ${variable.address}",
      "after-answer  | ${body.reputation} ${variable.observable.standardId} ${variable.answer.reputation}",
      "before-bundle | ${body[objects].size} ${variable.observable.standardId} ${variable.answer.reputation} ${variable.enrichment.sentence}",
      "after-work    | ${body.sentence} ${body.inError} ${variable.job.entityId} ${variable.outcome.sentence}"})
  void aRouteGetsWhatIsPromised(String point, String promised) throws Exception {
    // Given
    own(point, "- log: {message: \"SEEN " + promised + "\"}");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of())) {
      // When
      String work = enrich(connector);
      // Then
      await().atMost(PATIENCE).until(() -> log.lines("SEEN ").size() == 1);
      assertThat(log.lines("SEEN ").get(0)).doesNotContain("${").doesNotContain("null");
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  @ParameterizedTest(name = "direct:{0} crashes")
  @FieldSource("OPTIONAL")
  void aFailingHookIsLoggedAndTheJobIsDone(String point) throws Exception {
    // Given
    own(point, "- throwException: {exceptionType: java.lang.IllegalStateException, message: crashed on purpose}");
    try (LogLines log = LogLines.collect(); RunningConnector connector = connector(Map.of())) {
      // When
      String work = enrich(connector);
      // Then
      assertThat(log.lines("")).as("warnings and errors").hasSizeLessThan(2);
      String line = "The route own at the extension point direct:" + point + " failed";
      await().atMost(PATIENCE).until(() -> log.warnings(line).size() == 1);
      assertThat(log.warnings(line)).singleElement().asString().contains("crashed on purpose");
      theJobWasDoneOnce(connector, work);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "nothing          | {setBody: {simple: '${null}'}}                        | it returned nothing; a bundle is expected",
      "an empty text    | {setBody: {simple: '${body[nothing]}'}}               | it returned nothing; a bundle is expected",
      "a text           | {setBody: {constant: no bundle}}                      | it returned a java.lang.String; a bundle is expected",
      "the answer       | {setBody: {variable: answer}}                         | CtiAnswer; a bundle is expected",
      "an empty bundle  | {setBody: {constant: '{}'}}                           | the bundle has no list of objects"})
  void whatIsReturnedInPlaceOfABundleIsSaid(String what, String step, String said) throws Exception {
    // Given
    own("before-bundle", "- " + step);
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of())) {
      // When
      String work = enrich(connector);
      // Then
      assertThat(log.warnings("The route own at the extension point direct:before-bundle failed")).singleElement().asString()
          .contains(said).doesNotContain("NullPointer");
      theJobWasDoneOnce(connector, work);
    }
  }

  @ParameterizedTest(name = "direct:{0} changes what is not its own")
  @ValueSource(strings = {"before-look-up", "after-answer", "after-work"})
  void whatItDoesToItsMessageStaysThere(String point) throws Exception {
    // Given
    own(point, """
        - setBody: {constant: nothing}
        - setVariable: {name: job, constant: nothing}
        - setVariable: {name: observable, constant: nothing}
        - setVariable: {name: enrichment, constant: nothing}
        - setHeader: {name: CamelHttpUri, constant: 'http://127.0.0.1:9'}
        - setHeader: {name: X-Own, constant: nothing}
        - stop: {}""");
    try (RunningConnector connector = connector(Map.of())) {
      // When
      String work = enrich(connector);
      // Then
      theJobWasDoneOnce(connector, work);
    }
  }

  @ParameterizedTest(name = "skipped at direct:{0}")
  @ValueSource(strings = {"before-look-up", "after-answer", "before-bundle"})
  void aHookCanEndTheJobWithAReasonOfItsOwn(String point) throws Exception {
    // Given
    own(point, """
        - setBody: {simple: "${variable.address} is ours"}
        - to: direct:skip-job
        - log: {message: "SEEN after the end"}""");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of())) {
      // When
      String work = enrich(connector);
      String playbook = openCti.askPlaybook(connector.id(), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> openCti.playbookSteps(playbook).size() == 1);
      await().atMost(PATIENCE).until(() -> log.lines("CrowdSec: 192.0.2.10 is ours").size() == 2); // in the log of jobs
      // Then
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(openCti.work(work).messages()).last().isEqualTo("CrowdSec: 192.0.2.10 is ours");
      assertThat(openCti.bundles()).isEmpty();
      assertThat(crowdSec.calls(ADDRESS)).hasSize(point.equals("before-look-up") ? 0 : 1); // the other answer is cached
      assertThat(openCti.playbookSteps(playbook)).singleElement()
          .satisfies(step -> assertThat(step.bundle()).isEqualTo(step.previousBundle()));
      assertThat(log.lines("SEEN after the end")).isEmpty();
      assertThat(log.warnings("")).as("warnings").isEmpty();
    }
  }

  @Test
  void afterTheOutcomeNoHookEndsTheJobInAnotherWay() throws Exception {
    // Given
    own("after-work", "- setBody: {constant: too late}\n- to: direct:skip-job");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of())) {
      // When
      String work = enrich(connector);
      // Then
      await().atMost(PATIENCE).until(() -> log.warnings("direct:skip-job has no effect here").size() == 1);
      theJobWasDoneOnce(connector, work);
    }
  }

  @Test
  void theExampleOfThePageRefusesOurOwnNetwork() throws Exception {
    // Given the example of docs/routes.md
    edited.own("veto.camel.yaml", example("- route:\n    id: own-veto"));
    try (RunningConnector connector = connector(Map.of())) {
      // When
      String ours = enrich(connector);
      String other = openCti.ask(connector.id(), openCti.addObservable("198.18.0.1"));
      await().atMost(PATIENCE).until(openCti::allWorksComplete);
      // Then
      assertThat(openCti.work(ours).messages()).last().isEqualTo("CrowdSec: 192.0.2.10 is in our own network");
      assertThat(openCti.work(other).errors()).isEmpty();
      assertThat(crowdSec.calls()).extracting(CrowdSecDouble.Call::ip).containsExactly("198.18.0.1");
    }
  }

  static Stream<Arguments> reasons() {
    return Stream.of(
        arguments(named("a text", "ours"), "CrowdSec: ours"),
        arguments(named("a text that says who speaks", "CrowdSec: ours"), "CrowdSec: ours"),
        arguments(named("several lines", "ours,\nsince\t2020"), "CrowdSec: ours, since 2020"),
        arguments(named("no text", " "), "CrowdSec: skipped by a route of this installation, which gave no reason"),
        arguments(named("a book", "word ".repeat(20_000)), "CrowdSec: " + "word ".repeat(100) + "..."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reasons")
  void anEditedFlowCanEndTheJobToo(String text, String sentence) throws Exception {
    // Given an edit right before the look-up
    String before = "        - process:\n            id: enrich-observable-before-look-up\n";
    edited.edit("enrichment.camel.yaml", before, """
                - setBody:
                    simple: "${properties:own.reason}"
                - to: direct:skip-job
        """ + before);
    try (RunningConnector connector = connector(Map.of("own.reason", text))) {
      // When
      String work = enrich(connector);
      // Then
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(openCti.work(work).messages()).last().isEqualTo(sentence);
      assertThat(crowdSec.calls()).isEmpty();
    }
  }

  @Test
  void severalRoutesAtOneHookRunInTheOrderOfTheirNames() throws Exception {
    // Given routes in no order, one of which fails, and two that only look as if they were meant
    StringBuilder routes = new StringBuilder();
    for (String point : List.of("before-bundle-b", "before-bundle-10", "before-bundle", "before-bundle-2", "before-bundle-a", "before-bundles")) {
      routes.append("""
          - route:
              id: own-%1$s
              from:
                uri: direct:%1$s
                steps:
                  - log: {message: "SEEN %1$s"}
                  - filter:
                      simple: "'%1$s' == 'before-bundle-2'"
                      steps:
                        - throwException: {exceptionType: java.lang.IllegalStateException, message: crashed on purpose}
                  - script: {simple: "${body[objects][0].put('x_seen', '${body[objects][0][x_seen]} %1$s')}"}
          """.formatted(point));
    }
    edited.own("own.camel.yaml", routes.toString());
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of())) {
      // When
      String work = enrich(connector);
      // Then
      assertThat(log.lines("SEEN ")).containsExactly("SEEN before-bundle", "SEEN before-bundle-10", "SEEN before-bundle-2",
          "SEEN before-bundle-a", "SEEN before-bundle-b");
      assertThat(openCti.bundles().toString()).contains(" before-bundle before-bundle-10 before-bundle-a before-bundle-b\"");
      theJobWasDoneOnce(connector, work);
    }
  }

  @ParameterizedTest(name = "direct:{0} hangs")
  @FieldSource("OPTIONAL")
  void aJobGoesOnWithoutAHookThatHangs(String point) throws Exception {
    // Given one that ends when it is interrupted
    own(point, "- delay: {id: own-nap, constant: 600000}\n- setBody: {constant: nothing}");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of("CONNECTOR_HOOK_TIMEOUT", "1s"))) {
      // When
      String work = enrich(connector);
      // Then
      await().atMost(PATIENCE).until(() -> log.warnings("The route own at the extension point direct:" + point).size() == 1);
      assertThat(log.warnings("The route own at")).singleElement().asString()
          .contains("has not ended within 1 s (CONNECTOR_HOOK_TIMEOUT): own for 1 s, at step own-nap", "the job of");
      theJobWasDoneOnce(connector, work);
      await().atMost(PATIENCE).until(() -> EditedRoutes.health(connector, "hooks").getState() == HealthCheck.State.UP);
    }
  }

  @ParameterizedTest(name = "direct:{0} hangs for good")
  @FieldSource("OPTIONAL")
  void hooksThatNothingInterruptsAreFewAndChangeNothing(String point) throws Exception {
    // Given one that listens to nobody, and would then spoil the job
    Stubborn.begin();
    own(point, """
        - bean: {id: own-wait, beanType: "%s", method: nap}
        - log: {message: "SEEN the end of it"}
        - setBody: {constant: own reason}
        - to: direct:skip-job""".formatted(Stubborn.class.getName()));
    Map<String, String> settings = Map.of("CONNECTOR_HOOK_TIMEOUT", "1s", "CONNECTOR_CONCURRENCY", "2");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(settings)) {
      // When
      for (int i = 0; i < 5; i++) {
        openCti.ask(connector.id(), openCti.addObservable("198.18.0." + i));
      }
      String work = enrich(connector);
      await().atMost(PATIENCE).until(() -> openCti.allWorksComplete() && broker.depth("listen_" + connector.id()) == 0);
      // Then two are tried, and no job waits for others
      assertThat(log.warnings("has not ended within 1 s")).hasSize(2);
      await().atMost(PATIENCE).until(() -> log.warnings("not called, because all 2 threads for direct:" + point + " hang: own for ").size() == 4);
      assertThat(Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream)
          .filter(frame -> frame.getClassName().equals(Stubborn.class.getName()))).hasSize(2);
      HealthCheck.Result health = EditedRoutes.health(connector, "hooks");
      assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
      assertThat(health.getMessage().orElseThrow()).containsPattern("own for \\d+ s, at step own-wait.*; own for \\d+ s, at step own-wait");
      // And when they end at last, nothing of them is used
      Stubborn.end();
      await().atMost(PATIENCE).until(() -> log.lines("A route that was late has ended").size() == 2);
      assertThat(log.lines("SEEN the end of it")).hasSize(2);
      assertThat(openCti.bundles()).hasSize(6);
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(openCti.work(work).messages()).doesNotContain("CrowdSec: own reason");
      assertThat(EditedRoutes.health(connector, "hooks").getState()).isEqualTo(HealthCheck.State.UP);
      // And the next job has its hook again
      enrichAnother(connector);
      await().atMost(PATIENCE).until(() -> log.lines("SEEN the end of it").size() == 3);
    } finally {
      Stubborn.end();
    }
  }

  static Stream<Arguments> noVetoes() {
    return Stream.of(
        arguments(named("it fails", "- throwException: {exceptionType: java.lang.IllegalStateException, message: crashed on purpose}"),
            "failed (IllegalStateException)"),
        arguments(named("it hangs", "- delay: {id: own-nap, constant: 600000}"),
            "has not ended within 1 s (CONNECTOR_HOOK_TIMEOUT)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noVetoes")
  void whatCouldNotBeVetoedIsNotLookedUp(String steps, String why) throws Exception {
    // Given
    own("before-look-up", steps);
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of("CONNECTOR_HOOK_TIMEOUT", "1s"))) {
      // When
      String work = enrich(connector);
      // Then
      assertThat(openCti.work(work).errors()).singleElement().asString().contains("the route own at direct:before-look-up", why,
          "nothing was sent to CrowdSec");
      assertThat(crowdSec.calls()).isEmpty();
      assertThat(log.warnings("The route own at the extension point direct:before-look-up")).singleElement().asString()
          .contains("the job of " + openCti.work(work).observableId() + " ends in error");
    }
  }

  @Test
  void hooksThatHangElsewhereTakeNoThreadFromAVeto() throws Exception {
    // Given
    Stubborn.begin();
    own("after-answer", "- bean: {id: own-wait, beanType: \"" + Stubborn.class.getName() + "\", method: nap}");
    edited.own("veto.camel.yaml", example("- route:\n    id: own-veto"));
    Map<String, String> settings = Map.of("CONNECTOR_HOOK_TIMEOUT", "1s", "CONNECTOR_CONCURRENCY", "2");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(settings)) {
      for (int i = 0; i < 3; i++) {
        openCti.ask(connector.id(), openCti.addObservable("198.18.0." + i));
      }
      await().atMost(PATIENCE).until(() -> !log.warnings("not called, because all 2 threads for direct:after-answer hang").isEmpty());
      // When
      String work = enrich(connector);
      // Then
      assertThat(openCti.work(work).messages()).last().isEqualTo("CrowdSec: 192.0.2.10 is in our own network");
      assertThat(crowdSec.calls(ADDRESS)).isEmpty();
    } finally {
      Stubborn.end();
    }
  }

  @Test
  void jobsWaitInTheQueueWhileNoThreadIsLeftForAVeto() throws Exception {
    // Given
    Stubborn.begin();
    own("before-look-up", "- bean: {id: own-wait, beanType: \"" + Stubborn.class.getName() + "\", method: nap}");
    Map<String, String> settings = Map.of("CONNECTOR_HOOK_TIMEOUT", "1s", "CONNECTOR_CONCURRENCY", "2");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(settings)) {
      for (int i = 0; i < 2; i++) {
        openCti.ask(connector.id(), openCti.addObservable("198.18.0." + i));
      }
      await().atMost(PATIENCE).until(openCti::allWorksComplete);
      // When
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      // Then
      String line = "The job of " + openCti.work(work).observableId() + " goes back to the queue: the route own at direct:before-look-up";
      await().atMost(PATIENCE).until(() -> log.warnings("all 2 threads for direct:before-look-up hang: own for ").size() > 1);
      assertThat(log.warnings(line)).isNotEmpty();
      assertThat(crowdSec.calls()).isEmpty();
      // And when one is free again
      Stubborn.end();
      await().atMost(PATIENCE).until(openCti::allWorksComplete);
      theJobWasDoneOnce(connector, work);
    } finally {
      Stubborn.end();
    }
  }

  @Test
  void anEditReplacesAHookThatHangsForGood() throws Exception {
    // Given
    Stubborn.begin();
    own("before-bundle", "- bean: {id: own-wait, beanType: \"" + Stubborn.class.getName() + "\", method: nap}");
    Map<String, String> settings =
        Map.of("CONNECTOR_HOOK_TIMEOUT", "1s", "CONNECTOR_ROUTES_RELOAD", "true", "CONNECTOR_SHUTDOWN_TIMEOUT", "5m");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(settings)) {
      enrich(connector);
      assertThat(log.warnings("has not ended within 1 s")).hasSize(1);
      // When
      own("before-bundle", "- log: {message: \"SEEN the new one\"}");
      // Then
      await().atMost(PATIENCE).until(() -> log.lines("Routes reloaded: ").size() == 1);
      enrichAnother(connector);
      assertThat(log.lines("SEEN the new one")).hasSize(1);
      Stubborn.end(); // the stop would wait for it
    } finally {
      Stubborn.end();
    }
  }

  @Test
  void theExampleTellsAWebhook() throws Exception {
    // Given
    Path example = Path.of("examples/hook-into-the-product/hook-into-the-product.camel.yaml").toAbsolutePath();
    Files.copy(example, edited.routes().resolve("custom/hook-into-the-product.camel.yaml"));
    List<String> posted = new CopyOnWriteArrayList<>();
    HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext("/hook", exchange -> {
      posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });
    hook.start();
    String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
    try (RunningConnector connector = connector(Map.of("webhook.url", url))) {
      // When an address is malicious, and one is not known
      enrich(connector);
      String unknown = openCti.ask(connector.id(), openCti.addObservable("192.0.2.11"));
      await().atMost(PATIENCE).until(() -> openCti.work(unknown).status().equals("complete"));
      // Then
      await().atMost(PATIENCE).until(() -> !posted.isEmpty());
      assertThat(posted).containsExactly("{\"text\": \"" + ADDRESS + " is malicious, says CrowdSec\"}");
    } finally {
      hook.stop(0);
    }
  }

  @Test
  void aWebhookThatNeverAnswersCostsWhatTheExamplePromises() throws Exception {
    // Given
    Path example = Path.of("examples/hook-into-the-product/hook-into-the-product.camel.yaml").toAbsolutePath();
    Files.copy(example, edited.routes().resolve("custom/hook-into-the-product.camel.yaml"));
    List<URI> asked = new CopyOnWriteArrayList<>();
    CountDownLatch over = new CountDownLatch(1);
    HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext("/hook", exchange -> {
      asked.add(exchange.getRequestURI());
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    hook.start();
    String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
    try (LogLines log = LogLines.collect(); RunningConnector connector = connector(Map.of("webhook.url", url))) {
      // When
      enrich(connector);
      await().atMost(PATIENCE).until(() -> !asked.isEmpty());
      // Then
      await().atMost(Duration.ofSeconds(5)).until(() -> !log.warnings("The route hook-into-the-product").isEmpty());
      assertThat(asked).containsExactly(URI.create("/hook"));
    } finally {
      over.countDown();
      hook.stop(0);
    }
  }

  @ParameterizedTest(name = "{0} at a limit of TLP:GREEN")
  @CsvSource({"TLP:GREEN, true", "TLP:AMBER, false"})
  void aKameletOfTheJarWorksInAHookWithinTheConnectorsLimits(String marking, boolean asked) throws Exception {
    // Given a hook that replaces nothing, but asks once more, with a laxer limit
    crowdSec.answer("192.0.2.99", Samples.read("200-malicious-full", "192.0.2.99"));
    edited.own("own.camel.yaml", """
        - route:
            id: own
            from:
              uri: direct:after-work
              steps:
                - setBody: {constant: 192.0.2.99}
                - to:
                    uri: kamelet:crowdsec-cti-action
                    parameters:
                      apiUrl: "{{crowdsec.api-url}}"
                      apiKey: "%s"
                      maxTlp: "TLP:RED"
                - to: seda:own
        - route:
            id: own-later
            from:
              uri: seda:own
              steps:
                - log: {message: "SEEN ${variable.crowdsecReputation}"}
        """.formatted(crowdSec.key()));
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of("CROWDSEC_MAX_TLP", "TLP:GREEN"))) {
      // When
      openCti.ask(connector.id(), openCti.addObservable(ADDRESS, marking));
      // Then
      await().atMost(PATIENCE).until(() -> !log.lines(asked ? "SEEN malicious" : "The route own at the extension point").isEmpty());
      assertThat(crowdSec.calls("192.0.2.99")).hasSize(asked ? 1 : 0);
    }
  }

  @Test
  void aBeanOfTheSameNameTakesThePlaceOfOurs() throws Exception {
    // Given the example of docs/routes.md
    edited.own("rule.camel.yaml", example("- beans:\n    - name: overTlpLimit"));
    try (RunningConnector connector = connector(Map.of())) {
      // When
      String amber = openCti.ask(connector.id(), openCti.addObservable("192.0.2.12", "TLP:AMBER"));
      String green = openCti.ask(connector.id(), openCti.addObservable(ADDRESS, "TLP:GREEN"));
      await().atMost(PATIENCE).until(openCti::allWorksComplete);
      // Then
      assertThat(openCti.work(amber).errors()).singleElement().asString()
          .startsWith("TLP:AMBER is over the limit TLP:GREEN (rule overTlpLimit)").endsWith("nothing was sent to CrowdSec");
      assertThat(crowdSec.calls("192.0.2.12")).isEmpty();
      theJobWasDoneOnce(connector, green);
    }
  }

  @Test
  void anOwnRuleReplacesOurs() throws Exception {
    // Given any predicate
    edited.own("rule.camel.yaml", """
        - beans:
            - name: overTlpLimit
              type: "#class:org.apache.camel.support.builder.PredicateBuilder"
              factoryMethod: constant
              constructors:
                "0": true
        """);
    try (RunningConnector connector = connector(Map.of())) {
      // When
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(openCti::allWorksComplete);
      // Then
      assertThat(openCti.work(work).errors()).singleElement().asString().contains("this installation's rule overTlpLimit");
      assertThat(crowdSec.calls(ADDRESS)).isEmpty();
    }
  }

  private void theJobWasDoneOnce(RunningConnector connector, String work) throws Exception {
    await().atMost(PATIENCE).until(() -> broker.depth("listen_" + connector.id()) == 0);
    assertThat(openCti.work(work).errors()).isEmpty();
    assertThat(openCti.bundles()).hasSize(1);
    assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
  }

  private String enrich(RunningConnector connector) {
    String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    return work;
  }

  private void enrichAnother(RunningConnector connector) {
    openCti.ask(connector.id(), openCti.addObservable("198.18.0.99"));
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
  }

  /** The example of the page on routes that begins so. */
  private static String example(String beginning) throws Exception {
    String page = Files.readString(Path.of("docs/routes.md"));
    int begin = page.indexOf("```yaml\n" + beginning) + "```yaml\n".length();
    return page.substring(begin, page.indexOf("```", begin));
  }

  private void own(String point, String steps) throws Exception {
    edited.own("own.camel.yaml", """
        - route:
            id: own
            from:
              uri: direct:%s
              steps:
        %s""".formatted(point, steps.indent(8)));
  }

  private RunningConnector connector(Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.putIfAbsent("CONNECTOR_SHUTDOWN_TIMEOUT", "1s"); // what hangs would hold the stop up
    settings.putIfAbsent("CONNECTOR_ROUTES_RELOAD", "false");
    return edited.connector(settings);
  }
}
