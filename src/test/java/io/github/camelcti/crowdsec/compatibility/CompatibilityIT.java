package io.github.camelcti.crowdsec.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.compatibility.Cell.Outcome;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every platform, every way back, every kind of job, every outcome: each has exactly one answer, and the right one. */
class CompatibilityIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Broker broker = Broker.shared();

  static Stream<Arguments> platforms() {
    return Stream.of(Generation.values())
        .flatMap(generation -> Stream.of("api", "amqp").map(protocol -> arguments(generation, protocol)));
  }

  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @CsvSource({"V5_3, api", "V6_9, amqp", "V7, api"})
  void everyJobHasItsAnswer(Generation generation, String protocol) throws Exception {
    try (OpenCtiDouble openCti = OpenCtiDouble.start(broker, generation); CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings(protocol))) {
      // Given
      List<Case> cases = new ArrayList<>();
      List<Case> refused = new ArrayList<>();
      int number = 0;
      for (Cell cell : Cell.of(generation, protocol)) {
        (cell.outcome() == Outcome.RIGHTS_REFUSED ? refused : cases).add(new Case(cell, number++, openCti, crowdSec));
      }
      // When
      for (Case it : refused) { // first, as long as there are no labels: an existing one needs no right
        openCti.forbid(it.refused());
        it.ask(connector.id());
        await().atMost(PATIENCE).until(it::answered);
        openCti.allow(it.refused());
      }
      cases.forEach(it -> it.ask(connector.id()));
      await().atMost(PATIENCE).until(() -> cases.stream().allMatch(Case::answered) && openCti.workersAreIdle());
      // Then
      cases.forEach(Case::check);
      refused.forEach(Case::check);
      // Each enriched observable of the live data has an indicator, a note and a sighting at CrowdSec of its own.
      long enriched = Cell.of(generation, protocol).stream().filter(Cell::enrichesLiveData).count();
      assertThat(openCti.objects("indicator")).hasSize((int) enriched);
      assertThat(openCti.objects("note")).hasSize((int) enriched);
      for (String type : List.of("identity", "attack-pattern", "vulnerability", "location", "sighting", "relationship",
          "autonomous-system")) {
        assertThat(openCti.objects(type)).as(type).isNotEmpty();
      }
      assertThat(openCti.badMessages()).isEmpty();
      assertThat(openCti.works()).allSatisfy(work -> assertThat(work.status()).isEqualTo("complete"));
      await().atMost(PATIENCE).until(() -> broker.depth("listen_" + connector.id()) == 0);
    }
  }

  @Tag("nightly")
  @ParameterizedTest(name = "OpenCTI {0} by {1}")
  @MethodSource("platforms")
  void everyJobHasItsAnswerOnEveryPlatform(Generation generation, String protocol) throws Exception {
    everyJobHasItsAnswer(generation, protocol);
  }

  /** Everything that can be written is, and what fails on purpose fails fast. */
  private static Map<String, String> settings(String protocol) {
    return Map.ofEntries(
        Map.entry("CONNECTOR_QUEUE_PROTOCOL", protocol),
        Map.entry("CROWDSEC_MAX_RETRIES", "1"),
        Map.entry("CROWDSEC_RETRY_DELAY", "20ms"),
        Map.entry("CROWDSEC_QUOTA_POLICY", "fail"), // waiting has tests of its own
        Map.entry("CROWDSEC_OUTAGE_POLICY", "fail"),
        Map.entry("CROWDSEC_INDICATOR_CREATE_FROM", "malicious"),
        Map.entry("CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", "true"),
        Map.entry("CROWDSEC_CREATE_NOTE", "true"),
        Map.entry("CROWDSEC_CREATE_AUTONOMOUS_SYSTEM", "true"),
        Map.entry("CROWDSEC_CREATE_DOMAIN_NAME", "true"),
        Map.entry("CROWDSEC_CREATE_ORIGIN_COUNTRY", "true"),
        Map.entry("CROWDSEC_LABELS_REPUTATION", "true"),
        Map.entry("CROWDSEC_LABELS_CVE", "true"),
        Map.entry("camel.resilience4j.minimum-number-of-calls", "1000"),
        Map.entry("camel.resilience4j.sliding-window-size", "1000"));
  }
}
