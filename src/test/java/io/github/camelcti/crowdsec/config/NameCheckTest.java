package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that are no settings, or not any more, or not here. */
class NameCheckTest {

  @TempDir
  private Path directory;

  private ConfigFixture given;

  @BeforeEach
  void requiredSettingsOnly() {
    given = new ConfigFixture(directory);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "CROWDSEC_MAX_TPL       | CROWDSEC_MAX_TPL is not a setting; did you mean CROWDSEC_MAX_TLP?",
    "CROWDSEC_MAXTLP        | CROWDSEC_MAXTLP is not a setting; did you mean CROWDSEC_MAX_TLP?",
    "CROWDSEC_API_KEY       | CROWDSEC_API_KEY is not a setting; did you mean CROWDSEC_KEY?",
    "CROWDSEC_TLP           | CROWDSEC_TLP is not a setting; did you mean CROWDSEC_MAX_TLP?",
    "crowdsec_max_tlp       | crowdsec_max_tlp is not a setting; did you mean CROWDSEC_MAX_TLP?",
    "OPENCTI_TOKEN_FIL      | OPENCTI_TOKEN_FIL is not a setting; did you mean OPENCTI_TOKEN_FILE?",
    "CONNECTOR_NAME_FILE    | CONNECTOR_NAME_FILE is not a setting; only secrets can be read from a file",
    "CROWDSEC_WEATHER_TODAY | CROWDSEC_WEATHER_TODAY is not a setting and has no effect",
    "MQ_HOTS                | MQ_HOTS is not a setting; did you mean MQ_HOST?",
  })
  void aMisspeltVariableIsNamedWithTheNearestSetting(String name, String warning) {
    assertThat(given.with(name, "planted").load().warnings()).containsExactly(warning);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "PATH", "CROWDSEC", "OPENCTI_SERVICE_HOST", "OPENCTI_SERVICE_PORT_HTTP", "OPENCTI_PORT",
    "CROWDSEC_PORT_8080_TCP_ADDR",
  })
  void whatIsNotMeantForUsIsLeftAlone(String name) {
    assertThat(given.with(name, "tcp://10.0.0.1:8080").load().warnings()).isEmpty();
  }

  @Test
  void namesInFilesAreCheckedInTheirOwnSpelling() {
    // Given
    given.file("config.yml", """
        crowdsec:
          max_tpl: TLP:RED
          labels_reputation_safe_color': '#00BFFF'
        crowdsex:
          create_note: true
        CROWDSEC_MAX_TLP: TLP:RED
        """);
    given.file("application.properties", "crowdsec.max_tlp=TLP:RED\ncrowdsec.own.number=7\n");

    // Then
    assertThat(given.load().warnings()).containsExactly(
        "crowdsec.max_tpl (config.yml line 2) is not a setting; did you mean crowdsec.max_tlp?",
        "crowdsec.labels_reputation_safe_color' (config.yml line 3) is not a setting; "
            + "did you mean crowdsec.labels_reputation_safe_color?",
        "crowdsex.create_note (config.yml line 5) is not a setting; did you mean crowdsec.create_note?",
        "CROWDSEC_MAX_TLP (config.yml line 6) is not a setting; did you mean crowdsec.max_tlp?",
        "crowdsec.max_tlp (application.properties) is not a setting; did you mean crowdsec.max-tlp?");
  }

  @Test
  void anOldNameIsTakenWithAWarning() {
    // When
    Config config = given.with("CROWDSEC_VERSION", "v2").load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_API_VERSION)).isEqualTo("v2");
    assertThat(config.origin(Settings.CROWDSEC_API_VERSION)).isEqualTo("environment");
    assertThat(config.warnings()).containsExactly(
        "CROWDSEC_VERSION (environment) is an old name of CROWDSEC_API_VERSION; rename it");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "CROWDSEC_LABELS_SCENARIO_USE       | CROWDSEC_LABELS_SCENARIO_NAME and CROWDSEC_LABELS_SCENARIO_LABEL",
    "CROWDSEC_LABELS_SCENARIO_ONLY_NAME | CROWDSEC_LABELS_SCENARIO_LABEL with the opposite value",
    "CROWDSEC_LABELS_CVE_USE            | CROWDSEC_LABELS_CVE",
    "CROWDSEC_LABELS_MITRE_USE          | CROWDSEC_LABELS_MITRE",
    "CROWDSEC_LABELS_BEHAVIOR_USE       | CROWDSEC_LABELS_BEHAVIOR",
    "CROWDSEC_LABELS_REPUTATION_USE     | CROWDSEC_LABELS_REPUTATION",
    "LABELS_SCENARIO_USE                | CROWDSEC_LABELS_SCENARIO_NAME and CROWDSEC_LABELS_SCENARIO_LABEL",
    "LABELS_SCENARIO_ONLY_NAME          | CROWDSEC_LABELS_SCENARIO_LABEL with the opposite value",
    "LABELS_CVE_USE                     | CROWDSEC_LABELS_CVE",
    "LABELS_MITRE_COLOR                 | CROWDSEC_LABELS_MITRE_COLOR",
    "INDICATOR_CREATE_FROM              | CROWDSEC_INDICATOR_CREATE_FROM",
    "ATTACK_PATTERN_CREATE_FROM_MITRE   | CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE",
    "CREATE_NOTE                        | CROWDSEC_CREATE_NOTE",
    "MIN_DELAY_BETWEEN_ENRICHMENTS      | CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS",
    "MAX_TLP                            | CROWDSEC_MAX_TLP",
  })
  void aNameOfCrowdSecsOwnConnectorHasNoEffectAndIsNamedWithTodays(String name, String now) {
    // When
    Config config = given.with(name, "planted").load();

    // Then
    assertThat(config.warnings()).containsExactly(name + " (environment) is an old name that has no effect; set "
        + now);
    assertThat(config.toString()).isEqualTo(new ConfigFixture(directory).load().toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"NAME", "DESCRIPTION", "KEY", "VERSION", "API_URL", "API_VERSION", "MAX_RETRIES", "RETRY_DELAY", "CACHE_TTL",
    "CONNECT_TIMEOUT", "RESPONSE_TIMEOUT", "QUOTA_BUDGET", "SKIP_PRIVATE", "LABELS", "ONLY_NAME"})
  void aNameWithoutPrefixThatAnyProgramMayHaveIsLeftAlone(String name) {
    assertThat(given.with(name, "planted").load().warnings()).isEmpty();
  }

  @Test
  void oldNamesInFilesAreNamedInTheirSpelling() {
    // Given
    given.file("config.yml", """
        crowdsec:
          labels_scenario_use: true
          labels_scenario_only_name: true
        labels_cve_use: true
        labels:
          mitre_use: true
        INDICATOR_CREATE_FROM: malicious
        """).file("application.properties", "crowdsec.labels-behavior-use=true\ncreate.note=true\n");

    // Then
    assertThat(given.load().warnings()).containsExactly(
        "crowdsec.labels_scenario_use (config.yml line 2) is an old name that has no effect; set "
            + "crowdsec.labels_scenario_name and crowdsec.labels_scenario_label",
        "crowdsec.labels_scenario_only_name (config.yml line 3) is an old name that has no effect; set "
            + "crowdsec.labels_scenario_label with the opposite value",
        "labels_cve_use (config.yml line 4) is an old name that has no effect; set crowdsec.labels_cve",
        "labels.mitre_use (config.yml line 6) is an old name that has no effect; set crowdsec.labels_mitre",
        "INDICATOR_CREATE_FROM (config.yml line 7) is an old name that has no effect; set "
            + "crowdsec.indicator_create_from",
        "crowdsec.labels-behavior-use (application.properties) is an old name that has no effect; set "
            + "crowdsec.labels-behavior");
  }

  @Test
  void theNewNameWinsOverTheOld() {
    // When
    Config config = given.with("CROWDSEC_VERSION", "v1").with("CROWDSEC_API_VERSION", "v2").load();

    // Then
    assertThat(config.get(Settings.CROWDSEC_API_VERSION)).isEqualTo("v2");
    assertThat(config.warnings()).containsExactly("CROWDSEC_VERSION (environment) is an old name of "
        + "CROWDSEC_API_VERSION, which is also set; remove the old one");
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "S3_ACCESS_KEY, planted, bundles are not written to S3",
    "CONNECTOR_SEND_TO_DIRECTORY, true, bundles are not written to a folder",
    "CONNECTOR_LIVE_STREAM_ID, live, only stream connectors have one",
    "S3_SECRET_KEY, planted, bundles are not written to S3",
  })
  void aSettingOfTheClientLibraryThatIsNotSupportedIsNamed(String name, String value, String instead) {
    assertThat(given.with(name, value).load().warnings()).singleElement().asString()
        .startsWith(name + " (environment) is not supported here and has no effect: ")
        .contains(instead)
        .doesNotContain("planted");
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "OPENCTI_SSL_VERIFY, true",
    "CONNECTOR_LISTEN_PROTOCOL, AMQP",
    "CONNECTOR_RUN_AND_TERMINATE, False",
    "CONNECTOR_SEND_TO_S3, 'false'",
    "HTTP_PROXY, ''",
  })
  void askingForWhatHappensAnywayIsNotWorthAWarning(String name, String value) {
    assertThat(given.with(name, value).load().warnings()).isEmpty();
  }

  @Test
  void unsupportedSettingsInConfigYmlAreNamedToo() {
    // Given
    given.file("config.yml", "connector:\n  only_contextual: true\ns3:\n  port: 9000\n");

    // Then
    assertThat(given.load().warnings()).satisfiesExactly(
        one -> assertThat(one).startsWith("connector.only_contextual (config.yml line 2) is not supported here"),
        one -> assertThat(one).startsWith("s3.port (config.yml line 4) is not supported here"));
  }
}
