package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.crowdsec.CallGate;
import io.github.camelcti.crowdsec.crowdsec.GateReason;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import io.github.camelcti.crowdsec.support.StepEdits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever somebody does to the routes, nothing about an observable over the limits gets to CrowdSec. */
class LastCheckIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> SECRET = List.of("TLP:RED", "PAP:RED", "TLP:GREEN+STRICT");

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final List<String> secretAddresses = new ArrayList<>();
  private final List<String> works = new ArrayList<>();
  private RunningConnector connector;
  private int next;

  @TempDir
  private Path folder;

  @BeforeEach
  void start() throws Exception {
    ConnectorProcess.copyRoutes(folder);
  }

  @AfterEach
  void stop() throws Exception {
    if (connector != null) {
      connector.close();
    }
  }

  @ParameterizedTest(name = "{0}, with the checks: {1}, look-up by {2}")
  @CsvSource({"enrichment, true, look-up-address", "crowdsec, false, call-crowdsec"})
  void noOrderOfStepsSendsWhatTheMarkingForbids(String file, boolean checks, String lookUp) throws Exception {
    // Given
    String enrichment = Files.readString(routes("enrichment"));
    Files.writeString(routes("enrichment"), (checks ? enrichment : withoutRefusals(enrichment))
        .replace("direct:look-up-address", "direct:" + lookUp));
    connector(Map.of());
    Map<String, String> edits = StepEdits.of(routes(file));
    int built = 0;
    // When
    for (Map.Entry<String, String> edit : edits.entrySet()) {
      if (load(file, edit.getValue())) {
        built++;
        List<String> asked = SECRET.stream().map(marking -> openCti.ask(connector.id(), secret(marking))).toList();
        works.addAll(asked);
        await(edit.getKey()).atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).untilAsserted(() ->
            assertThat(asked).allSatisfy(work -> assertThat(openCti.work(work).status()).isEqualTo("complete")));
        nothingWasSent(edit.getKey());
        asked.forEach(work -> assertThat(openCti.work(work).errors()).as(edit.getKey()).hasSize(1));
      }
    }
    // Then
    assertThat(built).as("edits that Camel can build, of " + edits.size()).isGreaterThan(edits.size() / 2);
    nobodyTookItForTrouble();
    assertThat(load("enrichment", enrichment) && load(file, Files.readString(Path.of("routes", file + ".camel.yaml")))).isTrue();
    anOtherIsEnriched();
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{0}, with the checks: {1}, look-up by {2}")
  @CsvSource({"enrichment, true, call-crowdsec", "crowdsec, false, look-up-address"})
  void noOrderOfStepsInOtherFilesSendsWhatTheMarkingForbids(String file, boolean checks, String lookUp) throws Exception {
    noOrderOfStepsSendsWhatTheMarkingForbids(file, checks, lookUp);
  }

  @ParameterizedTest
  @CsvSource({"TLP:RED, is over the limit TLP:AMBER (CROWDSEC_MAX_TLP)", "PAP:RED, is over the limit PAP:AMBER (CROWDSEC_MAX_PAP)",
      "TLP:GREEN+STRICT, 'is not a known level, so it counts as over the limit TLP:AMBER (CROWDSEC_MAX_TLP)'"})
  void theSentenceIsTheUsualOne(String marking, String words) throws Exception {
    String expected = marking + " " + words + "; nothing was sent to CrowdSec";
    connector(Map.of());
    // When the routes are as they were
    String usual = openCti.ask(connector.id(), secret(marking));
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
    // And when nobody checks
    load("enrichment", withoutRefusals(Files.readString(routes("enrichment"))));
    String edited = openCti.ask(connector.id(), secret(marking));
    String automatic = openCti.askAutomatically(connector.id(), secret(marking));
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
    // Then
    assertThat(openCti.work(usual).errors()).containsExactly(expected);
    assertThat(openCti.work(edited).errors()).containsExactly(expected);
    assertThat(openCti.work(automatic).errors()).isEmpty();
    assertThat(openCti.work(automatic).messages()).last().isEqualTo(expected);
    nothingWasSent(marking);
  }

  @Test
  void manyThatAreStoppedAtTheLastMomentAreNoOutage() throws Exception {
    // Given look-ups without checks, cache and gate
    String enrichment = Files.readString(routes("enrichment"));
    Files.writeString(routes("enrichment"), withoutRefusals(enrichment).replace("direct:look-up-address", "direct:call-crowdsec"));
    String crowdsec = Files.readString(routes("crowdsec"));
    Files.writeString(routes("crowdsec"), crowdsec.replaceFirst("        - bean:\n            id: call-crowdsec-enter\n.*\n.*\n", ""));
    connector(Map.of("camel.resilience4j.minimum-number-of-calls", "2"));
    // When
    for (int i = 0; i < 6; i++) {
      works.add(openCti.ask(connector.id(), secret("TLP:RED")));
    }
    // Then
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
    works.forEach(work -> assertThat(openCti.work(work).errors()).singleElement().asString().startsWith("TLP:RED is over"));
    nothingWasSent("call-crowdsec");
    nobodyTookItForTrouble();
    anOtherIsEnriched();
  }

  @ParameterizedTest
  @CsvSource({"before-look-up, beforeLookUp", "after-answer, afterAnswer", "before-bundle, afterWork", "after-work, afterWork"})
  void aHookCausesNoLookUp(String point, String bean) throws Exception {
    // Given a hook that looks up, in a flow without checks
    Files.writeString(routes("enrichment"), withoutRefusals(Files.readString(routes("enrichment")))
        .replace(lookUp(Files.readString(routes("enrichment"))), "").replace("afterAnswer", bean));
    Files.createDirectories(folder.resolve("routes/custom"));
    Files.writeString(folder.resolve("routes/custom/own.camel.yaml"), """
        - route:
            id: own
            from:
              uri: direct:%s
              steps:
                - to: direct:look-up-address
        """.formatted(point));
    connector(Map.of());
    // When
    SECRET.forEach(marking -> works.add(openCti.ask(connector.id(), secret(marking))));
    // Then
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
    nothingWasSent(point);
  }

  @Test
  void playbooksAndDraftsDoNotBypassTheCheck() throws Exception {
    // Given
    Files.writeString(routes("enrichment"), withoutRefusals(Files.readString(routes("enrichment"))));
    connector(Map.of());
    // When
    String playbook = openCti.askPlaybook(connector.id(), secret("TLP:RED"));
    String inDraft = openCti.askInDraft(connector.id(), secret("PAP:RED"), openCti.openDraft());
    // Then
    await().atMost(PATIENCE).until(() -> !openCti.playbookSteps(playbook).isEmpty() && openCti.allWorksComplete());
    assertThat(openCti.playbookSteps(playbook)).singleElement()
        .satisfies(step -> assertThat(step.bundle()).isEqualTo(step.previousBundle()));
    assertThat(openCti.work(inDraft).errors()).singleElement().asString().startsWith("PAP:RED is over");
    nothingWasSent("playbooks and drafts");
  }

  @Test
  void jobsOverHttpDoNotBypassTheCheck() throws Exception {
    // Given
    Files.writeString(routes("enrichment"), withoutRefusals(Files.readString(routes("enrichment"))));
    Map<String, String> byHttp = new HashMap<>(settings());
    byHttp.putAll(Map.of("CONNECTOR_LISTEN_PROTOCOL", "API", "CONNECTOR_LISTEN_PROTOCOL_API_HOST", "127.0.0.1",
        "CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(Ports.free())));
    connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, byHttp);
    await().atMost(PATIENCE).until(() -> connector.runs("receive-callback") && openCti.registered(connector.id()));
    // When
    String work = openCti.ask(connector.id(), secret("TLP:RED"));
    // Then
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
    assertThat(openCti.work(work).errors()).singleElement().asString().startsWith("TLP:RED is over");
    nothingWasSent("jobs by HTTP");
  }

  @ParameterizedTest
  @CsvSource({"10.1.2.3, a private or local address", "198.18.9.9, was enriched less than"})
  void noWorkSaysThatNothingWasSentWhenSomethingWas(String address, String words) throws Exception {
    // Given a look-up before the checks
    String enrichment = Files.readString(routes("enrichment"));
    String lookUp = lookUp(enrichment);
    Files.writeString(routes("enrichment"), enrichment.replace(lookUp, "")
        .replace(refusals(enrichment), lookUp + refusals(enrichment)));
    connector(Map.of());
    String observable = openCti.addObservable(address);
    openCti.describe(observable, address.startsWith("10.") ? null
        : "`Last CrowdSec enrichment: " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "`");
    // When
    String work = openCti.ask(connector.id(), observable);
    // Then
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
    assertThat(crowdSec.calls(address)).hasSize(1);
    WorkView view = openCti.work(work);
    assertThat(view.messages()).last().asString().contains(words).doesNotContain("nothing was");
  }

  private Path routes(String file) {
    return folder.resolve("routes/" + file + ".camel.yaml");
  }

  private static String refusals(String yaml) {
    return yaml.substring(yaml.indexOf("        - choice:\n"), yaml.indexOf(lookUp(yaml)));
  }

  private static String lookUp(String yaml) {
    int from = yaml.indexOf("        - to:\n            id: enrich-observable-look-up\n");
    return yaml.substring(from, yaml.indexOf("        - process:\n", from));
  }

  private static String withoutRefusals(String yaml) {
    return yaml.replace(refusals(yaml), "");
  }

  /** Puts a file of routes to work; false where Camel can't build it. */
  private boolean load(String file, String yaml) {
    CamelContext context = connector.main().getCamelContext();
    try {
      PluginHelper.getRoutesLoader(context).updateRoutes(ResourceHelper.fromString(file + ".camel.yaml", yaml));
      return true;
    } catch (Exception e) {
      try {
        PluginHelper.getRoutesLoader(context).updateRoutes(
            ResourceHelper.fromString(file + ".camel.yaml", Files.readString(routes(file))));
      } catch (Exception broken) {
        throw new AssertionError(file + " can't be put back", broken);
      }
      return false;
    }
  }

  private String secret(String marking) {
    String address = address();
    secretAddresses.add(address);
    if (marking.equals("TLP:RED")) {
      return openCti.addObservable(address, marking);
    }
    String observable = openCti.addObservable(address);
    openCti.mark(observable, marking.equals("PAP:RED") ? "PAP" : null, marking);
    return observable;
  }

  private String address() {
    next++;
    return "198.18." + next / 250 + "." + (next % 250 + 1);
  }

  private void nothingWasSent(String edit) {
    assertThat(crowdSec.calls().stream().map(CrowdSecDouble.Call::ip)).as(edit).doesNotContainAnyElementsOf(secretAddresses);
  }

  private void nobodyTookItForTrouble() {
    CamelContext context = connector.main().getCamelContext();
    CallGate gate = context.getRegistry().lookupByNameAndType("callGate", CallGate.class);
    assertThat(gate.reason()).isEqualTo(GateReason.OPEN);
    assertThat(gate.budgetUsed()).as("calls of the budget").isZero();
    ResilienceProcessor breaker = context.getProcessor("call-crowdsec-breaker", ResilienceProcessor.class);
    if (breaker != null) {
      assertThat(breaker.getCircuitBreakerState()).isEqualTo("CLOSED");
    }
  }

  private void anOtherIsEnriched() {
    String address = address();
    crowdSec.answer(address, Samples.read("200-malicious-full", address));
    String work = openCti.ask(connector.id(), openCti.addObservable(address, "TLP:GREEN"));
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    assertThat(openCti.work(work).errors()).isEmpty();
    assertThat(crowdSec.calls(address)).hasSize(1);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("CROWDSEC_QUOTA_BUDGET", "1000");
    settings.put("CONNECTOR_ROUTES_RELOAD", "false");
    settings.put("job.return-delay", "50");
    settings.put("camel.main.routesIncludePattern", "file:" + folder.resolve("routes") + "/*.camel.yaml");
    settings.put("graphql.folder", "file:" + folder.resolve("routes/graphql"));
    return settings;
  }

  private void connector(Map<String, String> more) throws Exception {
    Map<String, String> settings = settings();
    settings.putAll(more);
    connector = RunningConnector.start(openCti, crowdSec, settings);
  }
}
