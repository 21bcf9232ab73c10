package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is accepted, and the one value that it is brought to. */
class SettingValuesTest {

  @TempDir
  private Path directory;

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "OPENCTI_URL                   | https://cti.example.org/        | https://cti.example.org",
    "OPENCTI_URL                   | HTTP://opencti:8080/base//      | HTTP://opencti:8080/base",
    "OPENCTI_URL                   | http://open_cti:8080            | http://open_cti:8080",
    "OPENCTI_URL                   | http://[::1]:8080               | http://[::1]:8080",
    "OPENCTI_URL                   | \"http://opencti:8080\"         | http://opencti:8080",
    "CONNECTOR_ID | 00000000-0000-0000-0000-00000000000A | 00000000-0000-0000-0000-00000000000a",
    "CONNECTOR_TYPE                | internal_enrichment             | INTERNAL_ENRICHMENT",
    "CONNECTOR_NAME                | CrowdSec 2                      | CrowdSec 2",
    "CONNECTOR_SCOPE               | IPv6-Addr                       | IPv6-Addr",
    "CONNECTOR_SCOPE               | ipv4-addr , ,IPV6-ADDR,IPv4-Addr| IPv4-Addr,IPv6-Addr",
    "CONNECTOR_AUTO                | true                            | true",
    "CONNECTOR_AUTO                | TRUE                            | true",
    "CONNECTOR_AUTO                | Yes                             | true",
    "CONNECTOR_AUTO                | on                              | true",
    "CONNECTOR_AUTO                | 1                               | true",
    "CONNECTOR_AUTO                | 'true'                          | true",
    "CROWDSEC_CREATE_SIGHTING      | False                           | false",
    "CROWDSEC_CREATE_SIGHTING      | NO                              | false",
    "CROWDSEC_CREATE_SIGHTING      | off                             | false",
    "CROWDSEC_CREATE_SIGHTING      | 0                               | false",
    "CONNECTOR_CONFIDENCE_LEVEL    | 0                               | 0",
    "CONNECTOR_CONFIDENCE_LEVEL    | 100                             | 100",
    "CONNECTOR_CONCURRENCY         | 064                             | 64",
    "CONNECTOR_LOG_LEVEL           | DEBUG                           | debug",
    "CONNECTOR_LOG_LEVEL           | warn                            | warning",
    "CONNECTOR_LOG_LEVEL           | Warning                         | warning",
    "CONNECTOR_LOG_LEVEL           | CRITICAL                        | critical",
    "CROWDSEC_API_VERSION          | V2                              | v2",
    "CROWDSEC_MAX_TLP              | TLP:AMBER+STRICT                | TLP:AMBER+STRICT",
    "CROWDSEC_MAX_TLP              | tlp:white                       | TLP:WHITE",
    "CROWDSEC_MAX_PAP              | pap:white                       | PAP:WHITE",
    "CROWDSEC_MAX_PAP              | red                             | PAP:RED",
    "CROWDSEC_MAX_TLP              | clear                           | TLP:CLEAR",
    "CROWDSEC_MAX_TLP              | 'tlp:\"red\"'                   | TLP:RED",
    "CROWDSEC_ONLY_LABELS          | Triage , \"two words\",, triage   | Triage,two words,triage",
    "CROWDSEC_SKIP_LABELS          | customer                        | customer",
    "CROWDSEC_API_URL              | http://localhost:8081/          | http://localhost:8081",
    "CROWDSEC_CONNECT_TIMEOUT      | 10                              | 10000",
    "CROWDSEC_CONNECT_TIMEOUT      | 10s                             | 10000",
    "CROWDSEC_CONNECT_TIMEOUT      | 500ms                           | 500",
    "CROWDSEC_CONNECT_TIMEOUT      | 2 M                             | 120000",
    "CROWDSEC_CONNECT_TIMEOUT      | PT10S                           | 10000",
    "CROWDSEC_CONNECT_TIMEOUT      | pt1m30s                         | 90000",
    "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS | 0                      | 0",
    "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS | 1d                     | 86400000",
    "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS | P7D                    | 604800000",
    "CROWDSEC_LABELS_CVE_COLOR     | #2e2A14                         | #2e2A14",
    "CROWDSEC_INDICATOR_CREATE_FROM| Malicious, suspicious ,KNOWN,   | malicious,suspicious,known",
    "CROWDSEC_INDICATOR_CREATE_FROM| \"safe\",'benign'               | safe,benign",
    "MQ_PORT                       | 5671                            | 5671",
  })
  void acceptedTextIsBroughtToOneValue(String name, String text, String expected) {
    // Given
    Setting<?> setting = setting(name);

    // When
    Config config = new ConfigFixture(directory).with(name, text).load();

    // Then
    assertThat(config.asCamelProperties()).containsEntry(setting.camelName(), expected);
    assertThat(config.origin(setting)).isEqualTo("environment");
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest(name = "{0}={1} with a warning")
  @CsvSource({
    "CROWDSEC_API_URL, https://cti.example.org/v2/,      https://cti.example.org,  /v2",
    "OPENCTI_URL,      http://opencti:8080/base/graphql, http://opencti:8080/base, /graphql",
  })
  void anEndingThatTheConnectorAddsIsTrimmed(String name, String text, String expected, String ending) {
    // When
    Config config = new ConfigFixture(directory).with(name, text).load();

    // Then
    assertThat(config.asCamelProperties()).containsEntry(setting(name).camelName(), expected);
    assertThat(config.warnings()).containsExactly(
        name + " (environment) ends in " + ending + ", which the connector adds itself; remove it");
  }

  private static Setting<?> setting(String name) {
    return Settings.all().stream()
        .filter(one -> one.environmentName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
