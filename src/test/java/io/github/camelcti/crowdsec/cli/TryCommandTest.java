package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.camelcti.crowdsec.Terminal;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One observable through the real routes, edited or not, with nobody to talk to. */
class TryCommandTest {

  private static final String ADDRESS = "192.0.2.10";

  @TempDir
  private Path folder;

  @BeforeEach
  void copy() throws Exception {
    ConnectorProcess.copyRoutes(folder);
    Files.createDirectories(folder.resolve("routes/custom"));
  }

  @Test
  void saysStepByStepWhatWouldBeAskedSentAndSaid() throws Exception {
    // When
    Terminal terminal = type(Map.of(), ADDRESS, "--bundle", "bundle.json");
    // Then
    assertThat(terminal.exitCode()).as(terminal.out() + terminal.err()).isZero();
    assertThat(terminal.out().lines()).first().asString().matches("AT MS +TOOK +ROUTE +STEP");
    assertThat(terminal.out()).containsSubsequence("take-job", "read-observable-open", "-> asks OpenCTI: CrowdSecObservable id=ipv4-addr--",
        "enrich-observable-before-look-up", "-> asks CrowdSec: GET http", "/v2/smoke/192.0.2.10", "-> CrowdSec answers: HTTP 200",
        "enrich-observable-transform", "-> tells OpenCTI: ", "bundle=a bundle of ", "-> the work says: CrowdSec: malicious",
        "Sent to OpenCTI: a bundle of ", "Outcome: enriched. The work says: CrowdSec: malicious");
    assertThat(terminal.out().lines().filter(line -> line.contains("enrich-observable-transform")))
        .singleElement().asString().matches("\\d+ +\\d+ +enrich-observable +enrich-observable-transform");
    JsonNode bundle = new ObjectMapper().readTree(folder.resolve("bundle.json").toFile());
    assertThat(bundle.path("type").asText()).isEqualTo("bundle");
    assertThat(bundle.path("objects").findValuesAsText("value")).contains(ADDRESS);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("state");
    }
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        arguments(named("not known", List.of("192.0.2.11", "--answer", "answer.json")), 0, "Outcome: not_known. "),
        arguments(named("over the limit", List.of(ADDRESS, "--marking", "TLP:RED")), 1, "Outcome: over_tlp, in error. The work says: TLP:RED is over"),
        arguments(named("a private address", List.of("10.0.0.1")), 0, "Outcome: private. "),
        arguments(named("no address", List.of("example.org")), 1, "Outcome: not_an_address, in error. "),
        arguments(named("IPv6", List.of("2001:db8::1")), 0, "Outcome: "));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void tellsHowTheJobEnds(List<String> typed, int exitCode, String end) throws Exception {
    // Given
    Files.writeString(folder.resolve("answer.json"), Samples.read("404-not-found"));
    // When
    Terminal terminal = type(Map.of(), typed.toArray(String[]::new));
    // Then
    assertThat(terminal.out()).as(terminal.err()).contains("\n" + end);
    assertThat(terminal.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void triesTheRoutesOfAnotherFolderWithItsHooks() throws Exception {
    // Given an edit beside the routes that are in use
    Path edited = Files.createDirectories(folder.resolve("edited"));
    ConnectorProcess.copyRoutes(edited);
    Files.createDirectories(edited.resolve("routes/custom"));
    Files.writeString(edited.resolve("routes/custom/own.camel.yaml"), """
        - route:
            id: own
            from:
              uri: direct:before-look-up
              steps:
                - log: {message: "looks at ${variable.address}"}
                - setBody: {constant: ours}
                - to: direct:skip-job
        """);
    // When
    Terminal terminal = type(Map.of(), ADDRESS, "--routes", "edited/routes", "--json");
    // Then
    JsonNode result = terminal.json();
    assertThat(result.path("outcome").asText()).isEqualTo("skipped");
    assertThat(result.path("sentence").asText()).isEqualTo("CrowdSec: ours");
    assertThat(result.path("events").findValuesAsText("what")).contains("logged: looks at 192.0.2.10", "skip-job-end")
        .noneMatch(what -> what.contains("asks CrowdSec"));
    assertThat(terminal.exitCode()).isZero();
  }

  @Test
  void nothingLeavesTheProcess() throws Exception {
    // Given routes that would send something elsewhere
    AtomicInteger calls = new AtomicInteger();
    HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    elsewhere.createContext("/", exchange -> {
      calls.incrementAndGet();
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });
    elsewhere.start();
    String url = "http://127.0.0.1:" + elsewhere.getAddress().getPort();
    List<String> places = List.of(url + "/fixed", "toD", "file:" + folder.resolve("out"), "spring-rabbitmq:somewhere");
    StringBuilder steps = new StringBuilder();
    for (String place : places) {
      steps.append(place.equals("toD") ? "        - toD: \"" + url + "/${variable.address}\"\n" : "        - to: \"" + place + "\"\n");
    }
    Files.writeString(folder.resolve("routes/custom/own.camel.yaml"), """
        - route:
            id: own
            from:
              uri: direct:after-work
              steps:
        %s""".formatted(steps.toString().indent(0)));
    Files.writeString(folder.resolve("routes/crowdsec.camel.yaml"), Files.readString(folder.resolve("routes/crowdsec.camel.yaml"))
        .replace("{{crowdsec.api-url}}/v2", url + "/v2"));
    try {
      // When
      Terminal terminal = type(Map.of("CROWDSEC_API_URL", url, "CROWDSEC_KEY", "a-real-key-0123456789"), ADDRESS);
      // Then
      assertThat(terminal.out()).as(terminal.err()).contains("failed: java.lang.IllegalStateException: not sent, because this is a trial: to " + url + "/v2/smoke/192.0.2.10",
          "-> not sent, because this is a trial: to " + url, "-> not sent, because this is a trial: to file:",
          "-> not sent, because this is a trial: to spring-rabbitmq:");
      assertThat(calls).hasValue(0);
      assertThat(folder.resolve("out")).doesNotExist();
      assertThat(terminal.exitCode()).isEqualTo(1);
    } finally {
      elsewhere.stop(0);
    }
  }

  @Test
  void asksCrowdSecIfItIsTold() {
    try (CrowdSecDouble crowdSec = CrowdSecDouble.start()) {
      // Given
      crowdSec.answer(ADDRESS, Samples.read("200-suspicious", ADDRESS));
      // When
      Terminal terminal = type(Map.of("CROWDSEC_API_URL", crowdSec.url(), "CROWDSEC_KEY", crowdSec.key()), ADDRESS, "--crowdsec");
      // Then
      assertThat(terminal.out()).as(terminal.err()).contains("asks CrowdSec: GET " + crowdSec.url() + "/v2/smoke/192.0.2.10", "Outcome: enriched. The work says: CrowdSec: suspicious");
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
      assertThat(terminal.out() + terminal.err()).doesNotContain(crowdSec.key());
    }
  }

  @Test
  void aSecretThatARouteLogsIsMasked() throws Exception {
    try (CrowdSecDouble crowdSec = CrowdSecDouble.start()) {
      // Given
      Files.writeString(folder.resolve("routes/custom/own.camel.yaml"), """
          - route:
              id: own
              from:
                uri: direct:before-look-up
                steps:
                  - log: {message: "the key is %s"}
          """.formatted(crowdSec.key()));
      // When
      Terminal terminal = type(Map.of("CROWDSEC_API_URL", crowdSec.url(), "CROWDSEC_KEY", crowdSec.key()), ADDRESS, "--crowdsec");
      // Then
      assertThat(terminal.out()).contains("logged: the key is ***").doesNotContain(crowdSec.key());
    }
  }

  @Test
  void namesWhatIsWrongWithTheRoutes() throws Exception {
    // Given
    Path file = folder.resolve("routes/enrichment.camel.yaml");
    Files.writeString(file, Files.readString(file).replace("ref: toBundle", "ref: toBundel"));
    // When
    Terminal terminal = type(Map.of(), ADDRESS);
    // Then
    assertThat(terminal.exitCode()).isEqualTo(1);
    assertThat(terminal.out()).contains("enrichment.camel.yaml:", "did you mean toBundle?", "The routes were not tried");
  }

  static Stream<Arguments> wrong() {
    List<Arguments> all = new ArrayList<>();
    all.add(arguments(List.of(), "ADDRESS"));
    all.add(arguments(List.of(ADDRESS, "--routes", "nowhere"), "no folder nowhere"));
    all.add(arguments(List.of(ADDRESS, "--answer", "nowhere.json"), "nowhere.json of --answer can't be read"));
    all.add(arguments(List.of(ADDRESS, "--answer", "application.properties"), "application.properties of --answer is not JSON"));
    all.add(arguments(List.of(ADDRESS, "--marking", "RED"), "--marking takes TLP:"));
    all.add(arguments(List.of(ADDRESS, "--crowdsec", "--answer", "a.json"), "exclude each other"));
    all.add(arguments(List.of(ADDRESS, "--crowdsec"), "CROWDSEC_KEY"));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void saysWhatIsWrongWithTheArguments(List<String> typed, String message) {
    Terminal terminal = type(Map.of(), typed.toArray(String[]::new));
    assertThat(terminal.err()).contains(message);
    assertThat(terminal.exitCode()).isEqualTo(2);
  }

  private Terminal type(Map<String, String> environment, String... arguments) {
    return Terminal.type(environment, folder, Stream.concat(Stream.of("try"), Stream.of(arguments)).toArray(String[]::new));
  }
}
