package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole bundles, as they are to be; {@code -Dregenerate=true} writes them anew. */
class ExpectedBundleTest {

  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OFF = "false";

  private static final Map<String, Map<String, String>> CONFIGURATIONS = Map.of(
      "defaults", Map.of(),
      "all-on", Map.of(
          "CROWDSEC_LABELS_CVE", "true",
          "CROWDSEC_LABELS_BEHAVIOR", "true",
          "CROWDSEC_LABELS_MITRE", "true",
          "CROWDSEC_LABELS_REPUTATION", "true",
          "CROWDSEC_INDICATOR_CREATE_FROM", "malicious,suspicious,known,safe",
          "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", "true",
          "CROWDSEC_CREATE_NOTE", "true"),
      "all-off", Map.of(
          "CROWDSEC_LABELS_SCENARIO_NAME", OFF,
          "CROWDSEC_LABELS_SCENARIO_LABEL", OFF,
          "CROWDSEC_VULNERABILITY_CREATE_FROM_CVE", OFF,
          "CROWDSEC_CREATE_SIGHTING", OFF,
          "CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS", OFF,
          "CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION", OFF));

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
      "malicious-full, defaults, 192.0.2.10", "malicious-full, all-on, 192.0.2.10",
      "malicious-full, all-off, 192.0.2.10", "suspicious, defaults, 198.51.100.20",
      "safe-false-positive, defaults, 192.0.2.53", "unknown, defaults, 203.0.113.77",
      "ipv6, all-on, 2001:db8::10", "benign-scanner, all-on, 198.51.100.5"})
  void theBundleIsAsExpected(String sample, String configuration, String value) throws IOException {
    // Given
    EnrichmentSettings settings = SettingsOf.environment(CONFIGURATIONS.get(configuration));
    List<Marking> markings = sample.equals("suspicious") ? List.of(Fixtures.AMBER) : List.of();
    Observable observable = Fixtures.observable(value, null, markings, List.of());
    CtiAnswer answer = Fixtures.json(Samples.read("200-" + sample));

    // When
    String bundle = Fixtures.enrich(settings, observable, answer).bundle().toJson();
    Path file = FOLDER.resolve(sample + "." + configuration + ".json");
    if (Boolean.getBoolean("regenerate")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, indented(bundle));
    }

    // Then
    assertThat(JSON.readTree(bundle)).isEqualTo(JSON.readTree(file.toFile()));
  }

  private static String indented(String json) throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    return JSON.writer(printer).writeValueAsString(JSON.readTree(json)) + "\n";
  }
}
