package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnrichmentStampTest {

  private static final Instant NOW = Instant.parse("2024-06-27T08:12:33.987Z");
  private static final String STAMP = "`Last CrowdSec enrichment: 2024-06-27T08:12:33+00:00`";

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "`Last CrowdSec enrichment: 2024-01-01T00:00:00+00:00`",
      "\n\n`Last CrowdSec enrichment: 2024-01-01T00:00:00.123456`"})
  void standsAloneWithoutADescription(String description) {
    assertThat(EnrichmentStamp.replace(description, NOW, null)).isEqualTo(STAMP);
  }

  @Test
  void leavesTheAnalystsTextAlone() {
    String text = "  Mine `code`\n\n\n| a | b |\nLast CrowdSec enrichment: by hand "
        + "`Last CrowdSec enrichment: soon` ";
    assertThat(EnrichmentStamp.replace(text, NOW, null)).isEqualTo(text + "\n\n" + STAMP);
  }

  @Test
  void replacesEveryOldStamp() {
    String old = "a\n\n`Last CrowdSec enrichment: 2023-01-01T00:00:00Z`\n\nb\r\n\r\n"
        + "`Last CrowdSec enrichment: 2023-02-01 00:00:00`";
    assertThat(EnrichmentStamp.replace(old, NOW, null)).isEqualTo("a\n\nb\n\n" + STAMP);
  }

  @Test
  void doesNotGrow() {
    String once = EnrichmentStamp.replace("a", NOW, null);
    assertThat(EnrichmentStamp.replace(once, NOW, null)).isEqualTo(once);
  }

  @Test
  void theNewestStampCounts() {
    String two = "`Last CrowdSec enrichment: 2024-06-27T08:10:33+00:00` "
        + "`Last CrowdSec enrichment: 2024-06-27T08:11:33+00:00`";
    assertThat(EnrichmentStamp.age(two, NOW)).contains(Duration.ofMillis(60_987));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a", "`Last CrowdSec enrichment: 2024-06-28T08:12:33+00:00`",
      "`Last CrowdSec enrichment: 2024-99-99`", "`Last CrowdSec enrichment: `"})
  void whatIsNoStampHasNoAge(String description) {
    assertThat(EnrichmentStamp.age(description, NOW)).isEmpty();
  }

  @Test
  void anAddressIsLeftAloneForTheLeastDelay() {
    Instant then = NOW.minusSeconds(100);
    Observable observable = Fixtures.observable("1.2.3.4", EnrichmentStamp.replace("a", then, null));
    assertThat(enricher(Duration.ofSeconds(300)).tooSoon(observable)).isPresent();
    assertThat(enricher(Duration.ofSeconds(100)).tooSoon(observable)).isEmpty();
    assertThat(enricher(Duration.ZERO).tooSoon(Fixtures.observable("1.2.3.4", STAMP))).isEmpty();
    assertThat(enricher(Duration.ofSeconds(300)).tooSoon(Fixtures.observable("1.2.3.4", null))).isEmpty();
  }

  private static Enricher enricher(Duration delay) {
    EnrichmentSettings settings = SettingsOf.builder()
        .with(Settings.CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS, delay).build();
    return new Enricher(settings, Fixtures.at(NOW));
  }
}
