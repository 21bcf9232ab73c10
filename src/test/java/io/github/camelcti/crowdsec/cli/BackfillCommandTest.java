package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.Terminal;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.reload.RouteFolder;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code backfill}: whom it asks for, how many, and where it goes on. */
class BackfillCommandTest {

  private static final Path ROOT = Path.of("");
  private static final String LONG_AGO = stamp(Duration.ofDays(45));
  private static final String LATELY = stamp(Duration.ofDays(3));

  private final Broker broker = Broker.shared();
  private final CrowdSecDouble crowdSec = CrowdSecDouble.start();
  private OpenCtiDouble openCti = OpenCtiDouble.start(broker);
  private Map<String, String> settings = RunningConnector.environment(openCti, crowdSec);

  @BeforeEach
  void aPlatformThatWasThereBefore() throws Exception {
    fill();
  }

  private void fill() throws Exception {
    register();
    openCti.addObservable("203.0.113.1");
    openCti.addObservableOf("IPv4-Addr", "203.0.113.2", LONG_AGO);
    openCti.addObservableOf("IPv4-Addr", "203.0.113.3", LATELY);
    openCti.addObservable("10.0.0.1");
    openCti.addObservable("203.0.113.5", "TLP:RED");
    openCti.addObservableOf("Domain-Name", "example.org", null);
    openCti.addObservable("2001:4860::1");
    openCti.addObject(new ObjectMapper().readTree("""
        {"type": "ipv4-addr", "id": "ipv4-addr--1", "value": "203.0.113.4",
         "external_references": [{"source_name": "CrowdSec CTI", "url": "https://app.crowdsec.net/cti/203.0.113.4"}]}"""));
  }

  @AfterEach
  void stop() throws Exception {
    crowdSec.close();
    openCti.close();
    broker.close();
  }

  @Test
  void saysWhomItWouldAskAndAsksNobody() {
    Terminal terminal = type();
    assertThat(terminal.exitCode()).isZero();
    assertThat(terminal.out())
        .containsPattern("would ask +203.0.113.1 +never enriched")
        .containsPattern("would ask +203.0.113.2 +45 days ago")
        .contains("2001:4860::1", "Nothing was asked; --go does it.", "3 to ask of 7 looked at", "1 over CROWDSEC_MAX_TLP")
        .doesNotContain("203.0.113.3", "203.0.113.4", "203.0.113.5", "10.0.0.1", "example.org");
    assertThat(openCti.works()).isEmpty();
    assertThat(Path.of(settings.get("CONNECTOR_STATE_DIRECTORY"), "backfill.json")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void asksEveryGeneration(Generation generation) throws Exception {
    // Given
    openCti.close();
    openCti = OpenCtiDouble.start(broker, generation);
    settings = RunningConnector.environment(openCti, crowdSec);
    fill();
    // When
    Terminal terminal = type("--go");
    // Then
    assertThat(terminal.out()).contains("3 asked of 7 looked at, 2 never enriched, 1 enriched too long ago, 1 enriched lately",
        "1 over CROWDSEC_MAX_TLP");
    assertThat(openCti.works()).hasSize(3);
  }

  @Test
  void neverAsksForMoreThanLimitAndBudgetAndGoesOnNextTime() {
    // Given
    IntStream.range(0, 250).forEach(i -> openCti.addObservable("198.51.100." + i));
    settings.put("CROWDSEC_QUOTA_BUDGET", "120");
    // When
    assertThat(type("--go", "--limit", "2").out()).contains("2 asked").contains("There are more; the limit is 2 (--limit).");
    assertThat(type("--go", "--limit", "500").out()).contains("Goes on where the last one ended", "120 asked",
        "the limit is 120 (CROWDSEC_QUOTA_BUDGET)");
    assertThat(type().out()).contains("100 to ask");
    assertThat(type("--go", "--limit", "500").out()).contains("120 asked");
    JsonNode last = type("--go", "--limit", "500", "--json").json();
    // Then each was asked for once
    assertThat(last.path("finished").asBoolean()).isTrue();
    assertThat(openCti.works()).hasSize(253);
    assertThat(openCti.works().stream().map(OpenCtiDouble.WorkView::observableId).distinct()).hasSize(253);
    assertThat(Path.of(settings.get("CONNECTOR_STATE_DIRECTORY"), "backfill.json")).doesNotExist();
  }

  @Test
  void asksForNoNetworkAndForNothingThatIsNoAddress() {
    // Given
    openCti.addObservable("198.51.100.0/24");
    openCti.addObservable("198[.]51[.]100[.]1");
    openCti.addObservable("198.51.100.2/32");
    // When
    Terminal terminal = type();
    // Then
    assertThat(terminal.out()).contains("198.51.100.2/32", "4 to ask of 10 looked at", "1 private addresses",
            "2 networks or no addresses")
        .doesNotContain("198.51.100.0", "198[");
  }

  @Test
  void beginsAnewWhenTold() {
    type("--go", "--limit", "1");
    assertThat(type("--limit", "1").out()).contains("203.0.113.2");
    assertThat(type("--limit", "1", "--restart").out()).contains("203.0.113.1").doesNotContain("Goes on");
  }

  @Test
  void takesAnotherAge() {
    assertThat(type("--older-than", "1d").out()).contains("203.0.113.3");
    assertThat(type("--older-than", "60d").out()).doesNotContain("203.0.113.2");
    Terminal wrong = type("--older-than", "lately");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("--older-than").contains("'lately' is not a duration such as 30d");
  }

  @Test
  void keepsItsPlaceWhenThePlatformGoesAway() throws IOException {
    type("--go", "--limit", "1");
    openCti.down();
    Terminal away = type("--go");
    assertThat(away.exitCode()).isEqualTo(1);
    assertThat(away.err()).contains("can't be reached").contains("goes on where this one ended");
    assertThat(Files.readString(Path.of(settings.get("CONNECTOR_STATE_DIRECTORY"), "backfill.json"))).contains("\"after\"");
  }

  @Test
  void asksAgainForThoseThatWereRefused() throws Exception {
    // Given
    openCti.errorNext("stixCoreObjectEdit", "FUNCTIONAL_ERROR", "not now", 2);
    Terminal first = type("--go");
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.out()).containsPattern("refused +203.0.113.1 +.*not now").containsPattern("refused +203.0.113.2 ")
        .contains("1 asked of 7 looked at", "OpenCTI refused 2; the next backfill asks for them again.");
    // When
    Terminal second = type("--go");
    // Then the first two have their job now; the third one's is not done yet
    assertThat(second.exitCode()).isZero();
    assertThat(openCti.works().stream().map(OpenCtiDouble.WorkView::observableId).distinct()).hasSize(3);
  }

  @Test
  void asksAgainForThoseThatWereRefusedBeforeThePlaceWhereTheLastOneEnded() throws Exception {
    // Given
    IntStream.range(0, 20).forEach(i -> openCti.addObservable("198.51.100." + i));
    openCti.errorNext("stixCoreObjectEdit", "FUNCTIONAL_ERROR", "not now", 2);
    assertThat(type("--go", "--limit", "4").out()).contains("2 asked", "OpenCTI refused 2");
    // When
    Terminal second = type("--go", "--limit", "4", "--json");
    // Then
    assertThat(second.exitCode()).isZero();
    assertThat(second.json().path("refused").asInt()).isZero();
    assertThat(second.json().path("asked").findValuesAsText("value")).hasSize(4).startsWith("203.0.113.1", "203.0.113.2");
    assertThat(openCti.works().stream().map(OpenCtiDouble.WorkView::observableId)).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void forgetsWhatWasRefusedAndIsGoneOrEnrichedMeanwhile() throws Exception {
    // Given
    String gone = "00000000-0000-4000-8000-000000000000";
    Path state = Path.of(settings.get("CONNECTOR_STATE_DIRECTORY"), "backfill.json");
    Files.createDirectories(state.getParent());
    String lately = openCti.addObservableOf("IPv4-Addr", "203.0.113.3", LATELY);
    Files.writeString(state, "{\"platform\": \"" + openCti.url() + "\", \"after\": null, \"refused\": [\"" + gone + "\", \""
        + lately + "\"]}");
    // When
    assertThat(type("--go", "--limit", "1").out()).contains("1 asked");
    // Then
    assertThat(Files.readString(state)).contains("\"refused\":[]");
  }

  @Test
  void givesUpWhenThePlatformRefusesOneAfterTheOtherAndLosesNone() throws Exception {
    openCti.forget(settings.get("CONNECTOR_ID"));
    Terminal refused = type("--go");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).contains("refused");
    assertThat(refused.err()).contains("did not take 3 in a row");
    // And when it takes jobs again
    register();
    assertThat(type("--go").out()).contains("3 asked");
    assertThat(openCti.works()).hasSize(3);
  }

  private Terminal type(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "backfill";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return Terminal.type(settings, ROOT, arguments);
  }

  private static String stamp(Duration age) {
    return "`Last CrowdSec enrichment: " + Instant.now().minus(age).minusSeconds(60).toString().substring(0, 19) + "+00:00`";
  }

  private void register() throws IOException {
    Config config = Config.load(settings, ROOT);
    try (PlatformClient client = new PlatformClient(config, RouteFolder.read(ROOT).read())) {
      client.about();
      client.ask(Operation.of("register-connector", Map.of("id", settings.get("CONNECTOR_ID"), "name", "CrowdSec",
          "type", "INTERNAL_ENRICHMENT", "scope", List.of("IPv4-Addr"), "auto", false, "playbook_compatible", true),
          "registerConnector"));
    }
  }
}
