package io.github.camelcti.crowdsec.kamelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.doubles.TlsFront;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.TestCa;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** The three Kamelets as one connector, at each generation of the platform and behind TLS. */
class KameletsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Path EXAMPLE = Path.of("examples/own-connector");
  private static final String ADDRESS = "192.0.2.10";

  private final Broker broker = Broker.shared();
  private CrowdSecDouble crowdSec;
  private OpenCtiDouble openCti;

  @BeforeEach
  void start() {
    crowdSec = CrowdSecDouble.start();
    crowdSec.answer(ADDRESS, Samples.read("200-malicious-full", ADDRESS));
  }

  @AfterEach
  void stop() {
    openCti.close();
    crowdSec.close();
    broker.close();
  }

  @Tag("broker")
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = {"V5_3", "V5_12"})
  void doTheJobsOfEachPlatformThatTakesBundles(Generation generation) throws Exception {
    // Given
    openCti = OpenCtiDouble.start(broker, generation);
    try (RunningRoutes routes = RunningRoutes.start(EXAMPLE, openCti, crowdSec, Map.of())) {
      // When
      WorkView work = enrich(routes);
      // Then
      assertThat(work.errors()).isEmpty();
      assertThat(work.messages()).last().asString().contains("malicious");
      await().atMost(PATIENCE).until(() -> !openCti.objects("sighting").isEmpty());
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"registerConnector", "stixCyberObservable", "stixBundlePush", "workEdit"})
  void takeAPlatformInTroubleForWeather(String field) throws Exception {
    // Given
    openCti = OpenCtiDouble.start(broker);
    openCti.errorNext(field, "DATABASE_ERROR", "Find direct ids fail", 1);
    try (RunningRoutes routes = RunningRoutes.start(EXAMPLE, openCti, crowdSec, Map.of())) {
      // When
      WorkView work = enrich(routes);
      // Then
      assertThat(work.errors()).isEmpty();
      await().atMost(PATIENCE).until(() -> !openCti.objects("sighting").isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"V5_3", "V5_12"})
  void sayThatThePlatformIsTooOld(Generation generation) throws Exception {
    // Given
    openCti = OpenCtiDouble.start(broker, generation);
    try (LogLines log = LogLines.collect();
        RunningRoutes routes = RunningRoutes.start(EXAMPLE, openCti, crowdSec, Map.of())) {
      // Then
      String line = "the Kamelets need OpenCTI 6.2 or later, and this is " + generation.version();
      await().atMost(PATIENCE).until(() -> !log.warnings(line).isEmpty());
      assertThat(openCti.registered(routes.id())).isFalse();
    }
  }

  @ParameterizedTest(name = "{0}, given out up to TLP:{1} and PAP:{1}, asked up to the default")
  @CsvSource({"TLP:RED, AMBER, TLP:RED is over the limit TLP:AMBER (maxTlp)",
      "PAP:RED, AMBER, PAP:RED is over the limit PAP:AMBER (maxPap)",
      "TLP:RED, RED, CrowdSec was not asked: TLP:RED is over the limit TLP:AMBER (maxTlp)",
      "PAP:RED, RED, CrowdSec was not asked: PAP:RED is over the limit PAP:AMBER (maxPap)"})
  void keepWhatIsOverTheLimitsInTheHouse(String marking, String givenOut, String words, @TempDir Path folder) throws Exception {
    // Given
    openCti = OpenCtiDouble.start(broker);
    Files.writeString(folder.resolve("own-connector.camel.yaml"),
        Files.readString(EXAMPLE.resolve("own-connector.camel.yaml")).replaceFirst("( +)connectorId:",
            "$1maxTlp: \"TLP:" + givenOut + "\"\n$1maxPap: \"PAP:" + givenOut + "\"\n$1connectorId:"));
    try (RunningRoutes routes = RunningRoutes.start(folder, openCti, crowdSec, Map.of())) {
      // When
      WorkView work = enrich(routes, marking);
      // Then
      assertThat(work.errors().isEmpty() ? work.messages() : work.errors()).last()
          .asString().contains(words);
      assertThat(crowdSec.calls()).isEmpty();
    }
  }

  @Test
  void believeAPrivateAuthorityThatTheyAreGiven(@TempDir Path folder) throws Exception {
    // Given OpenCTI, CrowdSec and the broker that OpenCTI names with certificates of a private authority
    TestCa ca = new TestCa("Private CA");
    TestCa.Issued server = ca.issue("localhost");
    openCti = OpenCtiDouble.start(broker);
    Path authority = Files.writeString(folder.resolve("ca.pem"), ca.pem());
    Path route = folder.resolve("own-connector.camel.yaml");
    String example = Files.readString(EXAMPLE.resolve("own-connector.camel.yaml"));
    try (TlsFront platform = TlsFront.start(URI.create(openCti.url()).getPort(), server, null);
        TlsFront cti = TlsFront.start(URI.create(crowdSec.url()).getPort(), server, null);
        TlsFront amqps = TlsFront.start(broker.port(), server, null)) {
      openCti.callBrokerWithTls("localhost", amqps.port());
      Map<String, String> settings = Map.of("opencti.url", "https://localhost:" + platform.port(),
          "crowdsec.api-url", "https://localhost:" + cti.port());
      // When nobody tells the authority
      Files.writeString(route, example);
      try (LogLines log = LogLines.collect(); RunningRoutes routes = RunningRoutes.start(folder, openCti, crowdSec, settings)) {
        // Then
        await().atMost(PATIENCE).until(() -> !log.warnings("not trusted here").isEmpty());
        assertThat(openCti.registered(routes.id())).isFalse();
      }
      // When each Kamelet is told
      Files.writeString(route, example.replaceAll("( +)parameters:\n",
          "$1parameters:\n$1  caCertificates: \"" + authority + "\"\n"));
      try (RunningRoutes routes = RunningRoutes.start(folder, openCti, crowdSec, settings)) {
        // Then
        assertThat(enrich(routes).errors()).isEmpty();
        assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
      }
    }
  }

  private WorkView enrich(RunningRoutes routes, String... markings) {
    await().atMost(PATIENCE).until(() -> openCti.registered(routes.id()));
    String work = openCti.ask(routes.id(), openCti.addObservable(ADDRESS, markings));
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    return openCti.work(work);
  }
}
