package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.camelcti.crowdsec.cli.SettingsHelp;
import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.support.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The generated files: as committed, and true. */
class ConfigReferenceTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> PLACEHOLDERS = Set.of("OPENCTI_TOKEN", "CONNECTOR_ID", "CROWDSEC_KEY");

  @TempDir
  private Path directory;

  private ConfigFixture given;

  @BeforeEach
  void nothingSet() {
    given = new ConfigFixture(directory).empty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {
    "docs/configuration.md",
    "config/config.yml.sample",
    "config/.env.sample",
    "__metadata__/connector_config_schema.json",
    "__metadata__/connector_manifest.json",
    "__metadata__/CONNECTOR_CONFIG_DOC.md",
    "deploy/helm/crowdsec-connector/values.schema.json",
  })
  void committedFilesEqualTheGenerator(String name) throws IOException {
    // Given
    String generated = ConfigReference.files().get(name);
    Path file = Path.of(name);

    // When
    if (Boolean.getBoolean("regenerate")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }

    // Then
    assertThat(file)
        .withFailMessage("%s is not what the catalogue says: run the test with -Dregenerate=true", name)
        .content().isEqualTo(generated);
  }

  @Test
  void everyGeneratedFileIsCompared() {
    assertThat(ConfigReference.files()).hasSize(7);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"config/config.yml.sample, config.yml", "config/.env.sample, .env"})
  void aSampleIsCompleteButForThePlaceholders(String sample, String name) {
    // Given
    given.file(name, ConfigReference.files().get(sample));

    // When
    ConfigurationException broken = given.broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::subject)
        .containsExactlyInAnyOrderElementsOf(PLACEHOLDERS);
    assertThat(broken.warnings()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"config/config.yml.sample, config.yml", "config/.env.sample, .env"})
  void aSampleWithEverythingSwitchedOnStatesTheDefaults(String sample, String name) {
    // Given the files that the samples name
    TestCa ca = new TestCa("Private CA");
    TestCa.Issued client = ca.issue("connector");
    given.file("private-ca.pem", ca.pem()).file("broker-ca.pem", ca.pem())
        .file("client.pem", client.pem()).file("client.key", client.encryptedKeyPem("changed"))
        .file("connector.pem", client.pem()).file("connector.key", client.encryptedKeyPem("changed"));
    given.file(name, ConfigReference.files().get(sample).replaceAll("(?m)^( *)#(?=\\w)", "$1")
        .replaceFirst("(id: '|CONNECTOR_ID=)ChangeMe", "$15b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10")
        .replace("ChangeMe", "changed").replace("/etc/ssl/", directory + "/"));

    // When
    Config config = given.load();

    // Then
    assertThat(config.warnings()).isEmpty();
    for (Setting<?> setting : Settings.all()) {
      assertThat(config.origin(setting)).startsWith(name + " line ");
      // An empty list shows nothing: there, the sample has an example.
      boolean exampleInstead = setting.defaultValue().filter(List.of()::equals).isPresent();
      if (setting.defaultValue().isPresent() && !exampleInstead) {
        assertThat((Object) config.get(setting)).isEqualTo(setting.defaultValue().get());
      }
    }
  }

  @Test
  void theSchemaTakesWhatTheConnectorTakes() {
    // Given
    Map<String, Object> environment = Map.of(
        "OPENCTI_URL", "http://opencti:8080",
        "OPENCTI_TOKEN", "token",
        "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10",
        "CROWDSEC_KEY", "key",
        "CROWDSEC_INDICATOR_CREATE_FROM", "malicious, suspicious",
        "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "300",
        "CONNECTOR_CONFIDENCE_LEVEL", 80);

    // Then
    assertThat(schema().validate(MAPPER.valueToTree(environment))).isEmpty();
  }

  @Test
  void theSchemaRefusesWhatTheConnectorRefuses() {
    // Given
    Map<String, Object> environment = Map.of(
        "OPENCTI_URL", "opencti",
        "OPENCTI_TOKEN", "token",
        "CROWDSEC_KEY", "key",
        "CROWDSEC_MAX_TLP", "TLP:PINK",
        "CROWDSEC_LABELS_CVE_COLOR", "purple",
        "CONNECTOR_SCOPE", "",
        "CONNECTOR_CONCURRENCY", 65);

    // When
    Set<String> places = schema().validate(MAPPER.valueToTree(environment)).stream()
        .map(message -> message.getProperty() == null
            ? message.getInstanceLocation().getName(-1)
            : message.getProperty())
        .collect(Collectors.toSet());

    // Then
    assertThat(places).containsExactlyInAnyOrder(
        "OPENCTI_URL",
        "CONNECTOR_ID",
        "CROWDSEC_MAX_TLP",
        "CROWDSEC_LABELS_CVE_COLOR",
        "CONNECTOR_SCOPE",
        "CONNECTOR_CONCURRENCY");
  }

  @Test
  void theSchemasDefaultsAreValidAndSecretsAreMarked() throws IOException {
    // Given
    JsonNode properties = MAPPER.readTree(schemaText()).path("properties");
    Map<String, Object> defaults = new HashMap<>(Map.of(
        "OPENCTI_URL", "http://opencti:8080",
        "OPENCTI_TOKEN", "token",
        "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10",
        "CROWDSEC_KEY", "key"));

    // When
    properties.properties().forEach(property -> {
      if (property.getValue().has("default")) {
        defaults.put(property.getKey(), property.getValue().get("default"));
      }
    });

    // Then
    assertThat(schema().validate(MAPPER.valueToTree(defaults))).isEmpty();
    for (Setting<?> setting : Settings.all()) {
      JsonNode property = properties.path(setting.environmentName());
      assertThat(property.path("writeOnly").asBoolean()).as(setting.toString()).isEqualTo(setting.isSecret());
      assertThat(property.path("format").asText().equals("password")).isEqualTo(setting.isSecret());
    }
  }

  @Test
  void thePageAndTheHelpNameEverySetting() {
    // Given
    String page = ConfigReference.files().get("docs/configuration.md");
    String help = SettingsHelp.text();

    // Then
    for (Setting<?> setting : Settings.all()) {
      assertThat(page).contains("| `" + setting + "` | `" + setting.yamlPath() + "` |");
      assertThat(help).contains("\n  " + setting + " (");
      setting.fileName().ifPresent(file -> assertThat(page).contains("`" + file + "`"));
    }
    assertThat(page).contains("exits with code 2");
    assertThat(help).contains("2 wrong settings").doesNotEndWith("\n");
    assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  private static JsonSchema schema() {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schemaText());
  }

  private static String schemaText() {
    return ConfigReference.files().get("__metadata__/connector_config_schema.json");
  }
}
