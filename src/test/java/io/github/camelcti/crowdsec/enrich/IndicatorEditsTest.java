package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IndicatorEditsTest {

  private static final Instant NOW = Instant.parse("2024-05-01T00:00:00Z");
  private static final Enrichment MADE = Fixtures.enrich(
      SettingsOf.builder().with(Settings.CROWDSEC_INDICATOR_CREATE_FROM, Set.of("malicious")).build(),
      Fixtures.observable("192.0.2.10", null), Fixtures.sample("200-malicious-full"));
  private static final StixObject WRITTEN = indicator(IndicatorEdits.keep(MADE, null, NOW)).orElseThrow();
  private static final StoredIndicator STORED = new Stored().build();

  /** The platform's indicator right after we wrote it, live. */
  private static final class Stored {
    private String name = (String) WRITTEN.get("name");
    private String description = (String) WRITTEN.get("description");
    private String author = (String) WRITTEN.get("created_by_ref");
    private Integer score = (Integer) WRITTEN.get("x_opencti_score");
    private Integer liveScore = score;
    private Integer confidence = (Integer) WRITTEN.get("confidence");
    private boolean revoked;
    private boolean detection;
    private Instant from = Instant.parse((String) WRITTEN.get("valid_from"));
    private Instant until = NOW.plus(Duration.ofDays(10));
    private Integer most = 100;

    StoredIndicator build() {
      return new StoredIndicator(name, description, author, score, liveScore, confidence, revoked, detection, from, until, most);
    }
  }

  private interface Change {
    void on(Stored stored);
  }

  static Stream<Arguments> states() {
    return Stream.of(
        state("as written", true, it -> { }),
        state("with another reputation", true, it -> it.name = "CrowdSec CTI (suspicious IP: 192.0.2.10)"),
        state("decayed", true, it -> {
          it.score = 60;
          it.liveScore = 58;
        }),
        state("expired", true, it -> {
          it.revoked = true;
          it.until = NOW.minusSeconds(1);
        }),
        state("expired a moment ago, not yet revoked", true, it -> it.until = NOW.minusSeconds(60)),
        state("confidence cut down to our highest", true, it -> {
          it.most = 40;
          it.confidence = 40;
        }),
        state("written by the Python connector", true, it -> {
          it.description = "CrowdSec CTI detection for 192.0.2.10";
          it.score = 50;
          it.confidence = 30;
        }),
        state("written by the Python connector, then scored", false, it -> {
          it.description = "CrowdSec CTI detection for 192.0.2.10";
          it.score = 80;
        }),
        state("renamed", false, it -> it.name = "CrowdSec CTI (malicious IP: 192.0.2.10) - ours"),
        state("without a description", false, it -> it.description = null),
        state("described", false, it -> it.description = "Ours"),
        state("described further", false, it -> it.description += " Ours"),
        state("of another author", false, it -> it.author = "identity--0b9c5f3e-3a52-4a35-9a0c-2f6b8a1d7c11"),
        state("without an author", false, it -> it.author = null),
        state("scored higher", false, it -> it.score = it.score + 1),
        state("scored lower than it decays", false, it -> it.score = 20),
        state("scored lower where nothing decays", false, it -> {
          it.score = 20;
          it.liveScore = null;
        }),
        state("trusted more", false, it -> it.confidence = 100),
        state("trusted less", false, it -> it.confidence = 40),
        state("revoked", false, it -> it.revoked = true),
        state("revived", false, it -> it.until = NOW.minus(Duration.ofDays(3))),
        state("for detection", false, it -> it.detection = true),
        state("of another day", false, it -> it.from = it.from.plusSeconds(1)),
        state("for years", false, it -> it.until = it.from.plus(Duration.ofDays(900))));
  }

  private static Arguments state(String name, boolean untouched, Change change) {
    Stored stored = new Stored();
    change.on(stored);
    return arguments(named(name, stored.build()), untouched);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("states")
  void anIndicatorIsWrittenOnlyIfItIsAsWeWroteIt(StoredIndicator stored, boolean untouched) {
    // When
    Enrichment kept = IndicatorEdits.keep(MADE, stored, NOW);
    // Then
    assertThat(indicator(kept).isPresent()).isEqualTo(untouched);
    assertThat(kept.sentence().contains("is left as it is")).isNotEqualTo(untouched);
    assertThat(kept.bundle().objects()).filteredOn(it -> "based-on".equals(it.get("relationship_type"))).singleElement()
        .satisfies(it -> {
          assertThat(it.get("source_ref")).isEqualTo(WRITTEN.id());
          assertThat(it.get("external_references")).isEqualTo(untouched ? null : WRITTEN.get("external_references"));
        });
  }

  @Test
  void theWorkSaysWhatTheIndicatorWasBefore() {
    // Given
    Stored stored = new Stored();
    stored.name = "CrowdSec CTI (suspicious IP: 192.0.2.10)";
    // Then
    assertThat(IndicatorEdits.keep(MADE, stored.build(), NOW).sentence()).endsWith("; the indicator was suspicious before");
    assertThat(IndicatorEdits.keep(MADE, STORED, NOW).sentence()).isEqualTo(MADE.sentence());
    assertThat(IndicatorEdits.keep(MADE, null, NOW).sentence()).isEqualTo(MADE.sentence());
  }

  @Test
  void theDescriptionSaysWhatWasWritten() {
    assertThat(WRITTEN.get("description")).isEqualTo("CrowdSec CTI detection for 192.0.2.10 (score 100, confidence 90, "
        + "valid from 2024-04-18T08:15:00.000Z)");
  }

  @Test
  void theFormerDateIsWrittenToo() {
    // Given a platform that keeps the date as long as the score is the same
    Stored stored = new Stored();
    String former = "2024-04-02T08:15:00.000Z";
    stored.from = Instant.parse(former);
    stored.description = stored.description.replace("2024-04-18T08:15:00.000Z", former);
    // When
    StixObject written = indicator(IndicatorEdits.keep(MADE, stored.build(), NOW)).orElseThrow();
    stored.description = (String) written.get("description");
    // Then
    assertThat(stored.description).endsWith("valid from 2024-04-18T08:15:00.000Z, formerly " + former + ")");
    assertThat(indicator(IndicatorEdits.keep(MADE, stored.build(), NOW))).isPresent();
  }

  @Test
  void oursIsUpdatedWithNoLessConfidence() {
    // Given CrowdSec less sure than before
    StixObject before = MADE.bundle().objects().stream().filter(it -> it.type().equals("indicator")).findFirst().orElseThrow();
    Stored stored = new Stored();
    stored.confidence = 95;
    stored.description = stored.description.replace("confidence 90", "confidence 95");
    // When
    StixObject written = indicator(IndicatorEdits.keep(MADE, stored.build(), NOW)).orElseThrow();
    // Then
    assertThat(before.get("confidence")).isEqualTo(90);
    assertThat(written.get("confidence")).isEqualTo(95);
    assertThat((String) written.get("description")).contains("confidence 95");
  }

  @Test
  void aResultWithoutAnIndicatorStaysAsItIs() {
    Enrichment none = Fixtures.enrich(SettingsOf.defaults(), Fixtures.observable("192.0.2.10", null),
        Fixtures.sample("200-malicious-full"));
    assertThat(IndicatorEdits.indicator(none)).isEmpty();
    assertThat(IndicatorEdits.keep(none, STORED, NOW)).isSameAs(none);
  }

  private static Optional<StixObject> indicator(Enrichment enrichment) {
    return enrichment.bundle().objects().stream().filter(it -> it.type().equals("indicator")).findFirst();
  }
}
