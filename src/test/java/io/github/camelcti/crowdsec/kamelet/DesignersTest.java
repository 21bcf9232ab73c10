package io.github.camelcti.crowdsec.kamelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a designer's core has opened and saved means the same, and runs: every route file, Kamelet and example. */
class DesignersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NOT_TRIED = 77;
  private static final String ADDRESS = "192.0.2.10";

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"karavan", "kaoto"})
  void openingAndSavingLosesNothing(String designer) throws Exception {
    // Given
    Process process = new ProcessBuilder(".ci/" + designer + "-roundtrip").redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    // Then
    int exitCode = process.waitFor();
    assumeTrue(exitCode != NOT_TRIED, output);
    assertThat(exitCode).as(output).isZero();
    Path saved = Path.of("target", designer, "saved");
    theRoutesRun(saved.resolve("routes"));
    try (Stream<Path> examples = Files.list(saved.resolve("examples"))) {
      for (Path example : examples.filter(it -> !it.endsWith("hook-into-the-product")).toList()) {
        theExampleRuns(example, saved.resolve("kamelets"));
      }
    }
    theHookIsLoaded(saved);
  }

  private void theRoutesRun(Path routes) throws Exception {
    crowdSec.answer(ADDRESS, Samples.read("200-malicious-full", ADDRESS));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings(routes))) {
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }

  private void theExampleRuns(Path example, Path kamelets) throws Exception {
    Map<String, String> settings = Map.of("camel.component.kamelet.location", "file:" + kamelets, "webhook.url", "http://localhost:1",
        "own.networks", "^10.*", "second.url", "http://localhost:1", "bundle.folder", folder.toString());
    try (RunningRoutes routes = RunningRoutes.start(example, openCti, crowdSec, settings)) {
      assertThat(routes.context().getRoutes()).hasSizeGreaterThan(1).extracting(Route::getRouteId)
          .contains(example.getFileName().toString())
          .allMatch(id -> routes.context().getRouteController().getRouteStatus(id).isStarted());
      if (example.endsWith("own-connector")) {
        await().atMost(PATIENCE).until(() -> openCti.registered(routes.id()));
        String work = openCti.ask(routes.id(), openCti.addObservable(ADDRESS));
        await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
        assertThat(openCti.work(work).errors()).isEmpty();
      }
    }
  }

  private void theHookIsLoaded(Path saved) throws Exception {
    Map<String, String> settings = new HashMap<>(settings(saved.resolve("routes")));
    settings.merge("camel.main.routesIncludePattern", ",file:" + saved.resolve("examples/hook-into-the-product") + "/*.camel.yaml",
        String::concat);
    settings.put("webhook.url", "http://localhost:1");
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      assertThat(connector.runs("hook-into-the-product")).isTrue();
    }
  }

  private static Map<String, String> settings(Path routes) {
    return Map.of("camel.main.routesIncludePattern", "file:" + routes + "/*.camel.yaml", "graphql.folder", "file:routes/graphql",
        "CONNECTOR_ROUTES_RELOAD", "false");
  }
}
