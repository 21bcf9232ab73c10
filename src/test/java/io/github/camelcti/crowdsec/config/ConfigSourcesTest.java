package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelcti.crowdsec.config.type.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where values come from and which source wins. */
class ConfigSourcesTest {

  private static final String YAML_AMBER = "crowdsec:\n  max_tlp: 'TLP:AMBER+STRICT'\n";

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

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', value = {
      "20s | | CONNECTOR_STUCK_AFTER (environment) is 20s, but 36s count: the pause before a retry may take that long (CROWDSEC_RETRY_DELAY_MAX and a fifth more)",
      "20s | 5s | CONNECTOR_STUCK_AFTER (environment) is 20s, but 25s count: a call to CrowdSec may take that long (CROWDSEC_CONNECT_TIMEOUT, CROWDSEC_RESPONSE_TIMEOUT)",
      "5m | | "})
  void aTimeThatIsTooShortForARetrySaysWhatCounts(String time, String pause, String warning) {
    // When
    Config config = pause == null ? given.with("CONNECTOR_STUCK_AFTER", time).load()
        : given.with("CONNECTOR_STUCK_AFTER", time).with("CROWDSEC_RETRY_DELAY_MAX", pause).with("CROWDSEC_CONNECT_TIMEOUT", "10s").load();
    // Then
    assertThat(config.warnings()).isEqualTo(warning == null ? List.of() : List.of(warning));
  }

  @Test
  void anOptionalSettingWithoutValueIsNotGot() {
    // Given
    Config config = given.load();

    // Then
    assertThatThrownBy(() -> config.get(Settings.MQ_HOST))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("MQ_HOST");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "the environment wins over all, TLP:RED, true, true, true, TLP:RED, environment",
    "config.yml is next, '', true, true, true, TLP:AMBER+STRICT, config.yml line 2",
    ".env is read without config.yml, '', false, true, true, TLP:GREEN, .env line 1",
    "application.properties come after both, '', false, false, true, TLP:CLEAR, application.properties",
    "the default is the last resort, '', false, false, false, TLP:AMBER, default",
  })
  void theFirstSourceWithAValueWins(
      String name,
      String environment,
      boolean yaml,
      boolean dotEnv,
      boolean properties,
      String tlp,
      String origin) {
    // Given
    given.with("CROWDSEC_MAX_TLP", environment);
    given.fileWhen(yaml, "config.yml", YAML_AMBER);
    given.fileWhen(dotEnv, ".env", "CROWDSEC_MAX_TLP=TLP:GREEN\n");
    given.fileWhen(properties, "application.properties", "crowdsec.max-tlp=TLP:CLEAR\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_MAX_TLP)).isEqualTo(tlp);
    assertThat(config.origin(Settings.CROWDSEC_MAX_TLP)).isEqualTo(origin);
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void dotEnvIsNotReadBesideConfigYml() {
    // Given
    given.file("config.yml", "crowdsec:\n").file(".env", "CROWDSEC_MAX_TLP=TLP:GREEN\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.origin(Settings.CROWDSEC_MAX_TLP)).isEqualTo("default");
  }

  @Test
  void aWrongValueThatIsOverriddenIsNoProblem() {
    // Given
    given.with("CROWDSEC_MAX_TLP", "TLP:RED").file("config.yml", "crowdsec:\n  max_tlp: TLP:PINK\n");

    // Then
    assertThat(given.load().get(Settings.CROWDSEC_MAX_TLP)).isEqualTo("TLP:RED");
  }

  @Test
  void everythingCanStandInConfigYml() {
    // Given
    given.empty().file("src/config.yml", """
        opencti:
          url: 'http://opencti:8080/'
          token: 'token-1'
        connector:
          id: '5B1D2C7E-0f5c-1c43-9b5e-3f2a9b1c7d10'
          scope: [ipv6-addr, "IPv4-Addr"]
          auto: yes
          confidence_level: 80
          log_level: WARN
        crowdsec:
          key: 00123e4
          create_note: on
          indicator_create_from:
            - Malicious
            - benign
        """);

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.OPENCTI_URL)).isEqualTo("http://opencti:8080");
    assertThat(config.get(Settings.CONNECTOR_ID)).isEqualTo("5b1d2c7e-0f5c-1c43-9b5e-3f2a9b1c7d10");
    assertThat(config.get(Settings.CONNECTOR_SCOPE)).isEqualTo(List.of("IPv6-Addr", "IPv4-Addr"));
    assertThat(config.get(Settings.CONNECTOR_AUTO)).isTrue();
    assertThat(config.get(Settings.CONNECTOR_CONFIDENCE_LEVEL)).isEqualTo(80);
    assertThat(config.get(Settings.CONNECTOR_LOG_LEVEL)).isEqualTo(LogLevel.WARNING);
    assertThat(config.get(Settings.CROWDSEC_KEY).reveal()).isEqualTo("00123e4");
    assertThat(config.get(Settings.CROWDSEC_CREATE_NOTE)).isTrue();
    assertThat(config.get(Settings.CROWDSEC_INDICATOR_CREATE_FROM)).isEqualTo(List.of("malicious", "benign"));
    assertThat(config.origin(Settings.CROWDSEC_KEY)).isEqualTo("src/config.yml line 11");
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest(name = "nothing: {0}")
  @CsvSource({"''", "~", "null", "NULL", "\"''\"", "'# a comment'"})
  void nothingInConfigYmlIsNotSet(String nothing) {
    // Given
    given.file("config.yml", "crowdsec:\n  max_tlp: " + nothing + "\nmq:\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.origin(Settings.CROWDSEC_MAX_TLP)).isEqualTo("default");
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest(name = "empty file: {0}")
  @CsvSource({"''", "'# only a comment'", "'---'", "'\uFEFF'"})
  void anEmptyConfigYmlIsFine(String text) {
    assertThat(given.file("config.yml", text).load().warnings()).isEmpty();
  }

  @Test
  void anEmptyYamlListIsAValue() {
    // Given
    given.file("config.yml", "crowdsec:\n  indicator_create_from: []\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_INDICATOR_CREATE_FROM)).isEmpty();
    assertThat(config.origin(Settings.CROWDSEC_INDICATOR_CREATE_FROM)).isEqualTo("config.yml line 2");
  }

  @Test
  void anUnquotedColourInConfigYmlIsAComment() {
    // Given
    given.file("config.yml", "crowdsec:\n  labels_cve_color: #123456\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_LABELS_CVE_COLOR)).isEqualTo("#800080");
    assertThat(config.warnings()).singleElement().asString()
        .contains("crowdsec.labels_cve_color").contains("quotes");
  }

  @Test
  void theLastOfTwoKeysCountsAsInPython() {
    // Given
    given.file("config.yml", "crowdsec:\n  max_tlp: TLP:RED\n  max_tlp: TLP:GREEN\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_MAX_TLP)).isEqualTo("TLP:GREEN");
    assertThat(config.warnings()).containsExactly(
        "crowdsec.max_tlp appears twice in config.yml; config.yml line 3 is used");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "plain                | CROWDSEC_DESCRIPTION=a text                 | a text",
    "export               | export CROWDSEC_DESCRIPTION=text            | text",
    "blanks around =      | CROWDSEC_DESCRIPTION = text                 | text",
    "double quotes        | CROWDSEC_DESCRIPTION=\"a # text\" # remark  | a # text",
    "escaped quote        | CROWDSEC_DESCRIPTION=\"a \\\"text\\\"\"     | a \"text\"",
    "single quotes        | CROWDSEC_DESCRIPTION='a \\n # $text'        | a \\n # $text",
    "comment              | CROWDSEC_DESCRIPTION=text # remark          | text",
    "comment with no blank| CROWDSEC_DESCRIPTION=te#xt                  | te#xt",
    "no expansion         | CROWDSEC_DESCRIPTION=at ${HOME}             | at ${HOME}",
    "equals sign          | CROWDSEC_DESCRIPTION=a=b                    | a=b",
  })
  void dotEnvIsReadAsUsual(String name, String line, String expected) {
    // Given
    given.file(".env", "# first line\n\n" + line + "\r\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_DESCRIPTION)).isEqualTo(expected);
    assertThat(config.origin(Settings.CROWDSEC_DESCRIPTION)).isEqualTo(".env line 3");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void aColourInDotEnvNeedsNoQuotes() {
    // Given
    given.file(".env", "CROWDSEC_LABELS_CVE_COLOR=#123456 # blue\nCROWDSEC_LABELS_MITRE_COLOR= # none\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_LABELS_CVE_COLOR)).isEqualTo("#123456");
    assertThat(config.origin(Settings.CROWDSEC_LABELS_MITRE_COLOR)).isEqualTo("default");
  }

  @Test
  void aStrangeLineInDotEnvIsNamedButNotRepeated() {
    // Given
    given.file(".env", "CROWDSEC_KEY: planted-key\nCROWDSEC_MAX_TLP=RED\nCROWDSEC_MAX_TLP=GREEN\n");

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_MAX_TLP)).isEqualTo("TLP:GREEN");
    assertThat(config.warnings()).containsExactly(
        ".env line 1 is not NAME=value and is ignored",
        "CROWDSEC_MAX_TLP appears twice in .env; .env line 3 is used");
  }

  @Test
  void aSecretCanStandInAFile() {
    // Given
    given.without("CROWDSEC_KEY").without("OPENCTI_TOKEN")
        .file("secrets/key", "\n key-from-file \n").with("CROWDSEC_KEY_FILE", "secrets/key")
        .file("secrets/token", "token-from-file\n")
        .with("OPENCTI_TOKEN_FILE", directory.resolve("secrets/token").toString());

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_KEY).reveal()).isEqualTo("key-from-file");
    assertThat(config.get(Settings.OPENCTI_TOKEN).reveal()).isEqualTo("token-from-file");
    assertThat(config.origin(Settings.CROWDSEC_KEY)).isEqualTo("file of CROWDSEC_KEY_FILE");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void aSecretFileWinsOverConfigYml() {
    // Given
    given.without("CROWDSEC_KEY").file("key", "key-from-file").with("CROWDSEC_KEY_FILE", "key")
        .file("config.yml", "crowdsec:\n  key: key-from-yaml\n");

    // Then
    assertThat(given.load().get(Settings.CROWDSEC_KEY).reveal()).isEqualTo("key-from-file");
  }

  @Test
  void propertiesOfRoutesAreLeftAlone() {
    // Given
    given.file("application.properties", """
        camel.main.name = crowdsec
        crowdsec.breaker.failure-rate = 50
        crowdsec.max-tlp = TLP:GREEN
        crowdsec.description = Menace \u00e9tudi\u00e9e
        """);

    // When
    Config config = given.load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_MAX_TLP)).isEqualTo("TLP:GREEN");
    assertThat(config.get(Settings.CROWDSEC_DESCRIPTION)).isEqualTo("Menace étudiée");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void camelSeesEverySettingButSecrets() {
    // Given
    given.with("CONNECTOR_SCOPE", "ipv4-addr , IPv6-Addr").with("CROWDSEC_RETRY_DELAY", "250ms")
        .with("MQ_PASS", "planted-password");

    // When
    var properties = given.load().asCamelProperties();

    // Then
    assertThat(properties)
        .containsEntry("crowdsec.max-tlp", "TLP:AMBER")
        .containsEntry("connector.scope", "IPv4-Addr,IPv6-Addr")
        .containsEntry("crowdsec.retry-delay", "250")
        .containsEntry("crowdsec.response-timeout", "15000")
        .containsEntry("crowdsec.indicator-create-from", "")
        .containsEntry("connector.log-level", "info")
        .containsEntry("connector.auto", "false")
        .doesNotContainKeys("crowdsec.key", "opencti.token", "mq.pass", "mq.host");
    assertThat(properties.toString())
        .doesNotContain(ConfigFixture.TOKEN, ConfigFixture.KEY, "planted-password");
  }
}
