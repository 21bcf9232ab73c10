package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The variables and the sample file of the Python connector, with nothing replaced but the placeholders. The sets are
 * in {@code src/test/resources/upstream}, in a form of our own.
 */
class UpstreamConfigTest {

  private static final Path SETS = Path.of("src/test/resources/upstream");
  private static final String ID = "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10";

  @TempDir
  private Path directory;

  private ConfigFixture given;

  @BeforeEach
  void nothingSet() {
    given = new ConfigFixture(directory).empty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "readme-1.1.env  | ",
    "compose-1.1.env | ",
    "compose-0.env   | CROWDSEC_VERSION",
  })
  void variablesAreTakenAsTheyAre(String set, String oldName) throws IOException {
    // Given
    Map<String, String> variables = variables(set);
    variables.forEach(given::with);

    // When
    Config config = given.load();

    // Then every line of the set counts
    if (oldName == null) {
      assertThat(config.warnings()).isEmpty();
    } else {
      assertThat(config.warnings()).singleElement().asString().contains(oldName);
    }
    for (Setting<?> setting : Settings.all()) {
      if (variables.containsKey(setting.environmentName())) {
        assertThat(config.origin(setting)).as(setting.environmentName()).isEqualTo("environment");
      }
    }
  }

  @Test
  void valuesOfTheReadmeMeanWhatTheySay() throws IOException {
    // Given
    variables("readme-1.1.env").forEach(given::with);
    // When
    Config config = given.load();
    // Then
    assertThat(config.get(Settings.CROWDSEC_INDICATOR_CREATE_FROM))
        .isEqualTo(List.of("malicious", "suspicious", "known"));
    assertThat(config.get(Settings.CROWDSEC_LABELS_SCENARIO_LABEL)).isFalse();
    assertThat(config.get(Settings.CROWDSEC_LABELS_CVE)).isTrue();
    assertThat(config.get(Settings.CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS)).hasMinutes(5);
    assertThat(config.get(Settings.CONNECTOR_AUTO)).isTrue();
  }

  @Test
  void theQuotesOfAComposeFileAreNoPartOfAColour() throws IOException {
    // Given
    variables("compose-1.1.env").forEach(given::with);
    // Then
    assertThat(given.load().get(Settings.CROWDSEC_LABELS_CVE_COLOR)).isEqualTo("#800080");
  }

  @Test
  void theSampleFileIsTakenAsItIs() throws IOException {
    // Given
    given.file("config.yml", replaced(Files.readString(SETS.resolve("config-1.1.yml"))));
    // When
    Config config = given.load();
    // Then
    assertThat(config.warnings()).isEmpty();
    assertThat(config.get(Settings.CROWDSEC_CREATE_NOTE)).isTrue();
    assertThat(config.get(Settings.CONNECTOR_CONFIDENCE_LEVEL)).isEqualTo(100);
    assertThat(config.origin(Settings.CROWDSEC_LABELS_REPUTATION_SAFE_COLOR)).startsWith("config.yml");
  }

  @Test
  void theQuoteInAKeyOfTheOtherSampleCostsThatKeyOnlyAndIsNamed() throws IOException {
    // Given
    given.file("config.yml", replaced(Files.readString(SETS.resolve("config-sister-1.2.yml"))));
    // When
    Config config = given.load();
    // Then
    assertThat(config.warnings()).singleElement().asString().contains("labels_reputation_safe_color");
    assertThat(config.get(Settings.CROWDSEC_LABELS_REPUTATION_SAFE_COLOR)).isEqualTo("#00BFFF");
  }

  private static Map<String, String> variables(String set) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : Files.readAllLines(SETS.resolve(set))) {
      if (!line.startsWith("#")) {
        variables.put(line.substring(0, line.indexOf('=')), replaced(line).substring(line.indexOf('=') + 1));
      }
    }
    return variables;
  }

  /** With what a person puts in for the placeholders. */
  private static String replaced(String text) {
    return text.replaceFirst("(?m)^(CONNECTOR_ID=|  id: ')ChangeMe", "$1" + ID).replace("ChangeMe", "changed");
  }
}
