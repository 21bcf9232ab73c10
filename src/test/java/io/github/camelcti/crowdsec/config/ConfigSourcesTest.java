package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where values come from and which source wins. */
class ConfigSourcesTest {

  @TempDir
  private Path directory;

  private ConfigFixture given;

  @BeforeEach
  void requiredSettingsOnly() {
    given = new ConfigFixture(directory);
  }

  @Test
  void requiredSettingsAreEnoughAndTheRestIsDefault() {
    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.OPENCTI_URL)).isEqualTo("http://opencti:8080");
    assertThat(config.get(Settings.OPENCTI_TOKEN).reveal()).isEqualTo(ConfigFixture.TOKEN);
    assertThat(config.get(Settings.CONNECTOR_SCOPE)).isEqualTo(List.of("IPv4-Addr", "IPv6-Addr"));
    assertThat(config.get(Settings.CROWDSEC_RESPONSE_TIMEOUT)).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.find(Settings.MQ_HOST)).isEmpty();
    assertThat(config.origin(Settings.OPENCTI_URL)).isEqualTo("environment");
    assertThat(config.origin(Settings.CROWDSEC_MAX_TLP)).isEqualTo("default");
    assertThat(config.origin(Settings.MQ_HOST)).isEqualTo("not set");
    assertThat(config.warnings()).isEmpty();
  }
}
