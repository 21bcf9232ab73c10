package io.github.camelcti.crowdsec.kamelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.camelcti.crowdsec.deploy.CamelKOperator;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every folder of {@code examples/} as it stands there, in a Camel of its own with the Kamelets, against the doubles. */
class ExamplesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MALICIOUS = "192.0.2.10";
  private static final String SAFE = "192.0.2.53";
  private static final String SECOND = """
      {"type": "bundle", "id": "bundle--6f2a3f0e-7b43-4c1a-9a54-0f5c4f6f2f10", "objects": [{
        "type": "identity", "spec_version": "2.1", "id": "identity--0c1f7e6a-51a6-5d0e-9a43-3b1f0d1e2f30",
        "name": "In the house", "identity_class": "organization",
        "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z"}]}""";

  private static Broker broker;
  private static OpenCtiDouble openCti;
  private static CrowdSecDouble crowdSec;

  private final List<String> posted = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer other;
  private RunningRoutes routes;

  @BeforeAll
  static void start() {
    broker = Broker.shared();
    openCti = OpenCtiDouble.start(broker);
    crowdSec = CrowdSecDouble.start();
  }

  @AfterAll
  static void stop() {
    crowdSec.close();
    openCti.close();
    broker.close();
  }

  @BeforeEach
  void startWhatElseAnswers() throws IOException {
    crowdSec.forget();
    crowdSec.answer(MALICIOUS, Samples.read("200-malicious-full", MALICIOUS));
    crowdSec.answer(SAFE, Samples.read("200-safe-false-positive", SAFE));
    other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext("/hook", exchange -> {
      posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });
    other.createContext("/second", exchange -> {
      asked.add(exchange.getRequestURI().getPath());
      byte[] answer = SECOND.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    other.start();
  }

  @AfterEach
  void stopTheExample() {
    if (routes != null) {
      routes.close();
    }
    other.stop(0);
  }

  @Test
  void everyExampleHasAReadmeAndATestHere() throws IOException {
    String tests = Files.readString(Path.of("src/test/java/io/github/camelcti/crowdsec/kamelet/ExamplesTest.java"))
        + Files.readString(Path.of("src/test/java/io/github/camelcti/crowdsec/flow/ExtensionPointIT.java"));
    try (Stream<Path> folders = Files.list(Path.of("examples")).filter(Files::isDirectory)) {
      assertThat(folders).isNotEmpty().allSatisfy(folder -> {
        assertThat(folder.resolve("README.md")).exists();
        assertThat(folder.resolve(folder.getFileName() + ".camel.yaml")).exists();
        assertThat(tests).containsAnyOf("run(\"" + folder.getFileName() + "\"",
            "examples/" + folder.getFileName() + "/" + folder.getFileName() + ".camel.yaml");
      });
    }
  }

  @Test
  void threeKameletsAreAConnector() throws Exception {
    // Given
    run("own-connector", Map.of());
    // When
    WorkView work = enrich(MALICIOUS);
    // Then
    assertThat(work.errors()).isEmpty();
    assertThat(work.messages()).last().asString().contains("malicious");
    assertThat(work.processed()).isEqualTo(work.expected()).isPositive();
    // And what is over the limit never leaves the house
    assertThat(enrich("192.0.2.66", "TLP:RED").messages()).last().asString().contains("over the limit");
    assertThat(crowdSec.calls("192.0.2.66")).isEmpty();
    // And a look-up that fails ends its work in error
    crowdSec.script("192.0.2.77", CrowdSecDouble.Step.status(403, "{\"message\": \"Forbidden\"}"));
    assertThat(enrich("192.0.2.77").errors()).singleElement().asString().contains("CrowdSec rejected the key");
  }

  @Test
  void thePipeOfCamelKIsAConnectorToo(@TempDir Path folder) throws Exception {
    // Given the route that the operator makes of it
    Map<String, String> properties = CamelKOperator.bind(Path.of("deploy/camel-k/pipe.yaml"), folder);
    properties.put("camel.kamelet.crowdsec-cti-action.action-0.apiUrl", crowdSec.url());
    routes = RunningRoutes.start(folder, openCti, crowdSec, properties);
    await().atMost(PATIENCE).until(() -> openCti.registered(routes.id()));
    // When
    WorkView work = enrich(MALICIOUS);
    // Then
    assertThat(work.errors()).isEmpty();
    assertThat(work.messages()).last().asString().contains("malicious");
    assertThat(work.processed()).isEqualTo(work.expected()).isPositive();
    // And a look-up that fails ends its work in error
    crowdSec.script("192.0.2.77", CrowdSecDouble.Step.status(403, "{\"message\": \"Forbidden\"}"));
    assertThat(enrich("192.0.2.77").errors()).singleElement().asString().contains("CrowdSec rejected the key");
  }

  @Test
  void aWebhookHearsOfMaliciousAddressesAndOfNoOthers() throws Exception {
    // Given
    run("webhook-for-malicious", Map.of("webhook.url", otherUrl() + "/hook"));
    // When
    enrich(SAFE);
    enrich(MALICIOUS);
    // Then
    await().atMost(PATIENCE).until(() -> !posted.isEmpty());
    assertThat(posted).containsExactly("{\"text\": \"" + MALICIOUS + " is malicious, says CrowdSec\"}");
  }

  @Test
  void aWebhookThatIsAwayCostsNoJob() throws Exception {
    run("webhook-for-malicious", Map.of("webhook.url", "http://localhost:1/hook"));
    assertThat(enrich(MALICIOUS).errors()).isEmpty();
  }

  @Test
  void ownNetworksAreNotAskedAbout() throws Exception {
    // Given
    run("skip-own-networks", Map.of("own.networks", "^198\\.51\\.100\\..*"));
    // When
    WorkView own = enrich("198.51.100.7");
    enrich(MALICIOUS);
    // Then
    assertThat(own.errors()).isEmpty();
    assertThat(crowdSec.calls("198.51.100.7")).isEmpty();
    assertThat(crowdSec.calls(MALICIOUS)).hasSize(1);
  }

  @Test
  void twoSourcesMakeOneBundle() throws Exception {
    // Given
    run("second-source", Map.of("second.url", otherUrl() + "/second"));
    int before = openCti.bundles().size();
    // When
    WorkView work = enrich(MALICIOUS);
    // Then
    assertThat(work.errors()).isEmpty();
    assertThat(asked).containsExactly("/second/" + MALICIOUS);
    assertThat(openCti.bundles()).hasSize(before + 1);
    assertThat(openCti.bundles().get(before).toString()).contains("In the house", "CrowdSec");
  }

  @Test
  void bundlesBecomeFiles(@TempDir Path folder) throws Exception {
    // Given
    run("bundles-to-folder", Map.of("bundle.folder", folder.toString()));
    int before = openCti.bundles().size();
    // When
    WorkView work = enrich(MALICIOUS);
    // Then
    assertThat(work.errors()).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).singleElement().satisfies(file -> assertThat(Files.readString(file)).contains("\"bundle\""));
    }
    assertThat(openCti.bundles()).hasSize(before);
  }

  @Test
  void eachSourceHasItsOwnLimit() throws Exception {
    // Given
    run("tlp-by-source", Map.of("second.url", otherUrl() + "/second"));
    // When
    enrich(MALICIOUS, "TLP:AMBER");
    enrich(SAFE, "TLP:GREEN");
    // Then
    assertThat(asked).containsExactly("/second/" + MALICIOUS);
    assertThat(crowdSec.calls(MALICIOUS)).isEmpty();
    assertThat(crowdSec.calls(SAFE)).hasSize(1);
  }

  private void run(String example, Map<String, String> settings) throws Exception {
    routes = RunningRoutes.start(Path.of("examples", example), openCti, crowdSec, settings);
    await().atMost(PATIENCE).until(() -> openCti.registered(routes.id()));
  }

  private WorkView enrich(String address, String... tlp) {
    String work = openCti.ask(routes.id(), openCti.addObservable(address, tlp));
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    return openCti.work(work);
  }

  private String otherUrl() {
    return "http://localhost:" + other.getAddress().getPort();
  }
}
