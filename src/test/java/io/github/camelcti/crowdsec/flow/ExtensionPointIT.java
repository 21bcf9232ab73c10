package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes of an engineer that hook into the flow, beside the product's own. */
class ExtensionPointIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ADDRESS = "192.0.2.10";

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();

  @TempDir
  private Path folder;

  @BeforeEach
  void start() throws Exception {
    crowdSec.answer(ADDRESS, Samples.read("200-malicious-full", ADDRESS));
    ConnectorProcess.copyRoutes(folder);
    Files.createDirectories(folder.resolve("routes/custom"));
  }

  @ParameterizedTest(name = "direct:{0} sees {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
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
  @ValueSource(strings = {"after-answer", "before-bundle", "after-work"})
  void aFailingHookIsLoggedAndTheJobIsDone(String point) throws Exception {
    // Given
    own(point, "- throwException: {exceptionType: java.lang.IllegalStateException, message: crashed on purpose}");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(Map.of())) {
      // When
      String work = enrich(connector);
      // Then
      String line = "The route own at the extension point direct:" + point + " failed";
      await().atMost(PATIENCE).until(() -> log.warnings(line).size() == 1);
      assertThat(log.warnings(line)).singleElement().asString().contains("crashed on purpose");
      theJobWasDoneOnce(connector, work);
    }
  }

  @ParameterizedTest(name = "direct:{0} changes what is not its own")
  @ValueSource(strings = {"after-answer", "after-work"})
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

  @Test
  void theExampleTellsAWebhook() throws Exception {
    // Given
    Path example = Path.of("examples/hook-into-the-product/hook-into-the-product.camel.yaml").toAbsolutePath();
    Files.copy(example, folder.resolve("routes/custom/hook-into-the-product.camel.yaml"));
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
    Files.copy(example, folder.resolve("routes/custom/hook-into-the-product.camel.yaml"));
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
    Files.writeString(folder.resolve("routes/custom/own.camel.yaml"), """
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
    String page = Files.readString(Path.of("docs/routes.md"));
    int begin = page.indexOf("```yaml\n- beans:\n    - name: overTlpLimit") + "```yaml\n".length();
    Files.writeString(folder.resolve("routes/custom/rule.camel.yaml"), page.substring(begin, page.indexOf("```", begin)));
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
    Files.writeString(folder.resolve("routes/custom/rule.camel.yaml"), """
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

  private void own(String point, String steps) throws Exception {
    Files.writeString(folder.resolve("routes/custom/own.camel.yaml"), """
        - route:
            id: own
            from:
              uri: direct:%s
              steps:
        %s""".formatted(point, steps.indent(8)));
  }

  private RunningConnector connector(Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("camel.main.routesIncludePattern", "file:" + folder.resolve("routes") + "/*.camel.yaml");
    settings.put("graphql.folder", "file:" + folder.resolve("routes/graphql"));
    settings.put("CONNECTOR_ROUTES_RELOAD", "false");
    return RunningConnector.start(openCti, crowdSec, settings);
  }
}
