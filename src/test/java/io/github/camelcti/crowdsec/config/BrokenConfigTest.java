package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.support.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator reads when the settings are wrong: setting, origin, value, what is wrong, fix. */
class BrokenConfigTest {

  @TempDir
  private Path directory;

  private ConfigFixture given;

  @BeforeEach
  void requiredSettingsOnly() {
    given = new ConfigFixture(directory);
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "OPENCTI_URL                | opencti:8080            | does not start with http: | http://opencti:8080",
    "OPENCTI_URL                | opencti                 | does not start with http: | http://opencti:8080",
    "OPENCTI_URL                | ftp://opencti           | does not start with http: | http://opencti:8080",
    "OPENCTI_URL                | http://                 | is not a URL | http://opencti:8080",
    "OPENCTI_URL                | http://:8080            | has no host   | http://opencti:8080",
    "OPENCTI_URL                | http:opencti            | has no host   | http://opencti:8080",
    "OPENCTI_URL                | http://open cti         | is not a URL | http://opencti:8080",
    "OPENCTI_URL                | http://opencti:99999    | port above 65535 | http://opencti:8080",
    "OPENCTI_URL                | http://opencti/?a=b     | contains ? or # | without user name",
    "CONNECTOR_ID               | ChangeMe                | is still the placeholder | uuidgen",
    "CONNECTOR_ID               | 1-1-1-1-1               | is not a UUID | uuidgen",
    "CONNECTOR_TYPE             | EXTERNAL_IMPORT         | not an accepted value | INTERNAL_ENRICHMENT",
    "CONNECTOR_NAME             | C                       | shorter than 2 | at least 2 characters",
    "CONNECTOR_SCOPE            | IPv4-Addr,Domain-Name   | items: Domain-Name | IPv4-Addr, IPv6-Addr",
    "CONNECTOR_SCOPE            | ,                       | has no items | IPv4-Addr, IPv6-Addr",
    "CONNECTOR_AUTO             | maybe                   | neither true nor false | true or false",
    "CONNECTOR_CONFIDENCE_LEVEL | 101                     | not between 0 and 100 | from 0 to 100",
    "CONNECTOR_CONFIDENCE_LEVEL | -1                      | not between 0 and 100 | from 0 to 100",
    "CONNECTOR_CONFIDENCE_LEVEL | 10.5                    | is not a whole number | from 0 to 100",
    "CONNECTOR_CONFIDENCE_LEVEL | 99999999999999999999    | not between 0 and 100 | from 0 to 100",
    "CONNECTOR_CONCURRENCY      | 0                       | not between 1 and 64 | from 1 to 64",
    "CONNECTOR_LOG_LEVEL        | verbose                 | not an accepted value | debug, info, warning",
    "OPENCTI_JSON_LOGGING       | json                    | neither true nor false | true or false",
    "CROWDSEC_API_VERSION       | v1                      | not an accepted value | v2, the only value",
    "CROWDSEC_MAX_TLP           | TLP:PINK                | not an accepted value | TLP:AMBER+STRICT",
    "CROWDSEC_MAX_PAP           | TLP:RED                 | not an accepted value | PAP:CLEAR",
    "CROWDSEC_MAX_TLP           | PAP:RED                 | not an accepted value | TLP:CLEAR",
    "CROWDSEC_API_URL           | cti.api.crowdsec.net    | does not start with http: | https://cti.api",
    "CROWDSEC_CONNECT_TIMEOUT   | soon                    | is not a duration | PT10S",
    "CROWDSEC_CONNECT_TIMEOUT   | 0                       | not between 10ms and 300s | from 10ms to 300s",
    "CROWDSEC_RESPONSE_TIMEOUT  | -5                      | is not a duration | 500ms, 10s",
    "CROWDSEC_RESPONSE_TIMEOUT  | -PT5S                   | not between 10ms and 300s | 500ms, 10s",
    "CROWDSEC_RESPONSE_TIMEOUT  | 999999999999999999d     | is not a duration | 500ms, 10s",
    "CROWDSEC_RESPONSE_TIMEOUT  | 1.5s                    | is not a duration | 500ms, 10s",
    "CROWDSEC_MAX_RETRIES       | 21                      | not between 0 and 20 | from 0 to 20",
    "CROWDSEC_LABELS_CVE_COLOR  | purple                  | is not a colour | #rrggbb",
    "CROWDSEC_LABELS_CVE_COLOR  | #FFF                    | is not a colour | #rrggbb",
    "CROWDSEC_INDICATOR_CREATE_FROM | malicious,unknown   | unknown items: unknown | malicious, suspicious",
    "MQ_PORT                    | tcp://10.0.0.7:5672     | is not a whole number | enableServiceLinks",
    "MQ_USE_SSL                 | tls                     | neither true nor false | true or false",
  })
  void eachProblemNamesSettingOriginValueFaultAndFix(String name, String value, String what, String fix) {
    // When
    ConfigurationException broken = given.with(name, value).broken();

    // Then
    assertThat(broken.problems()).singleElement().satisfies(problem -> {
      assertThat(problem.subject()).isEqualTo(name);
      assertThat(problem.origin()).isEqualTo("environment");
      assertThat(problem.value()).isEqualTo(value);
      assertThat(problem.what()).contains(what);
      assertThat(problem.fix()).contains(fix).contains(name.equals("MQ_PORT") ? "" : "Set " + name + " to ");
      assertThat(problem).hasToString(
          name + " (environment): \"" + value + "\" " + problem.what() + ". " + problem.fix());
    });
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "CROWDSEC_KEY  | planted secret | contains a space",
    "CROWDSEC_KEY  | plantedsécret  | non-ASCII",
  })
  void aWrongSecretIsMasked(String name, String value, String what) {
    // When
    ConfigurationException broken = given.with(name, value).broken();

    // Then
    assertThat(broken.problems()).singleElement().satisfies(problem -> {
      assertThat(problem.subject()).isEqualTo(name);
      assertThat(problem.value()).isEqualTo("***");
      assertThat(problem.what()).contains(what);
    });
    assertThat(broken.getMessage()).doesNotContain(value);
  }

  @Test
  void aSecretOnSeveralLinesIsAProblem() {
    // Given
    given.without("CROWDSEC_KEY").file("key", "planted-1\nplanted-2\n").with("CROWDSEC_KEY_FILE", "key");

    // When
    ConfigurationException broken = given.broken();

    // Then
    assertThat(broken.getMessage())
        .contains("CROWDSEC_KEY (file of CROWDSEC_KEY_FILE): \"***\" contains a line break")
        .doesNotContain("planted");
  }

  @Test
  void everythingThatIsMissingIsReportedAtOnce() {
    // When
    ConfigurationException broken = given.empty().broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::subject)
        .containsExactly("OPENCTI_URL", "OPENCTI_TOKEN", "CONNECTOR_ID", "CROWDSEC_KEY");
    assertThat(broken.problems()).extracting(Problem::what).containsOnly("is required but not set");
    assertThat(broken.getMessage())
        .startsWith("4 problems in the settings:\n- OPENCTI_URL: is required but not set. Set OPENCTI_URL")
        .contains(
            "Set CROWDSEC_KEY (or CROWDSEC_KEY_FILE, the path of a file, or crowdsec.key in config.yml)");
  }

  @Test
  void allKindsOfProblemsComeTogetherWithTheWarnings() {
    // Given
    given.without("CONNECTOR_ID").with("CROWDSEC_MAX_TLP", "TLP:PINK").with("CROWDSEC_MAX_RETRIES", "many")
        .with("CONECTOR_ID", "x").with("CONNECTOR_IDD", "x")
        .file("config.yml", "crowdsec:\n  create_note: perhaps\n  labels_cve: [1]\n  name: {a: b}\n");

    // When
    ConfigurationException broken = given.broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::toString).satisfiesExactly(
        one -> assertThat(one).startsWith("CONNECTOR_ID: is required but not set"),
        one -> assertThat(one).startsWith("CROWDSEC_MAX_TLP (environment): \"TLP:PINK\""),
        one -> assertThat(one).startsWith("CROWDSEC_MAX_RETRIES (environment): \"many\""),
        one -> assertThat(one).startsWith("CROWDSEC_NAME (config.yml line 4): is not a plain value"),
        one -> assertThat(one).startsWith("CROWDSEC_CREATE_NOTE (config.yml line 2): \"perhaps\""),
        one -> assertThat(one).startsWith("CROWDSEC_LABELS_CVE (config.yml line 3): is a list"));
    assertThat(broken.warnings())
        .containsExactly("CONNECTOR_IDD is not a setting; did you mean CONNECTOR_ID?");
  }

  @Test
  void aKeyInOpenSslsOldFormIsRefusedWithTheLineThatConvertsIt() {
    // Given
    TestCa.Issued issued = new TestCa("Test CA").issueRsa("localhost");
    given.file("client.key", issued.oldKeyPem());
    String file = directory.resolve("client.key").toString();
    // When
    ConfigurationException broken = given.with("MQ_USE_SSL_CERT", issued.pem()).with("MQ_USE_SSL_KEY", file).broken();
    // Then
    assertThat(broken.problems()).hasSize(1).first().hasToString("MQ_USE_SSL_KEY (environment): \"***\" is a private "
        + "key in OpenSSL's old format (RSA PRIVATE KEY). Convert it with: openssl pkcs8 -topk8 -nocrypt -in "
        + file + " -out new.pem");
  }

  @Test
  void delaysMustFitTogether() {
    // When
    ConfigurationException broken =
        given.with("CROWDSEC_RETRY_DELAY", "60").with("CROWDSEC_RETRY_DELAY_MAX", "10s").broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::toString).containsExactly(
        "CROWDSEC_RETRY_DELAY (environment): \"60s\" is longer than CROWDSEC_RETRY_DELAY_MAX, 10s. "
            + "Lower CROWDSEC_RETRY_DELAY or raise CROWDSEC_RETRY_DELAY_MAX.");
  }

  @Test
  void aSecretAndItsFileExcludeEachOther() {
    // When
    ConfigurationException broken =
        given.file("key", "other-key").with("CROWDSEC_KEY_FILE", "key").broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::toString).containsExactly(
        "CROWDSEC_KEY (environment): is set, and so is CROWDSEC_KEY_FILE. Remove one of the two.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "/run/secrets/nothing-here | /run/secrets/nothing-here | cannot be read",
    "./nothing-here            | ./nothing-here            | cannot be read",
    "planted-key-in-the-path   | ***                       | cannot be read",
    "planted\u0000             | ***                       | cannot be read",
    "./empty                   | ./empty                   | is the path of an empty file",
    "./folder                  | ./folder                  | cannot be read",
    "./large                   | ./large                   | larger than 64 KB",
  })
  void anUnusableSecretFileIsAProblem(String path, String shown, String what) {
    // Given
    given.without("CROWDSEC_KEY").with("CROWDSEC_KEY_FILE", path)
        .file("empty", " \n").file("folder/file", "").file("large", "x".repeat(70_000));

    // When
    ConfigurationException broken = given.broken();

    // Then
    assertThat(broken.problems()).singleElement().satisfies(problem -> {
      assertThat(problem.subject()).isEqualTo("CROWDSEC_KEY_FILE");
      assertThat(problem.value()).isEqualTo(shown);
      assertThat(problem.what()).contains(what);
    });
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {
    "crowdsec:\n  key: 'planted\n",
    "crowdsec:\n\tkey: planted\n",
    "crowdsec:\n  key: *planted\n",
    "crowdsec:\n  key: @planted\n",
    "crowdsec:\n  key: planted: more\n",
    "crowdsec:\n  key: {planted\n",
    "crowdsec:\n  key: \u0007planted\n",
    "a: 1\n---\nplanted: 2\n",
  })
  void brokenYamlIsAProblemWithALineAndWithoutTheText(String text) {
    // When
    ConfigurationException broken = given.file("config.yml", text).broken();

    // Then
    assertThat(broken.problems()).singleElement().satisfies(problem -> {
      assertThat(problem.subject()).isEqualTo("config.yml");
      assertThat(problem.what()).isEqualTo("is not valid YAML");
      assertThat(problem.fix()).contains("indentation").contains("quotes");
    });
    assertThat(broken.getMessage()).doesNotContain("planted");
  }

  @Test
  void endlessBracketsInYamlAreAProblemToo() {
    // When
    ConfigurationException broken = given.file("config.yml", "crowdsec: " + "[".repeat(200_000)).broken();

    // Then
    assertThat(broken.getMessage()).contains("config.yml: is not valid YAML");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"just a text", "- a\n- list", "42"})
  void yamlWithoutSectionsIsAProblem(String text) {
    // When
    ConfigurationException broken = given.file("config.yml", text).broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::toString).singleElement().asString()
        .startsWith("config.yml (config.yml line 1): has no sections");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"crowdsec: planted", "crowdsec: [planted]", "crowdsec:\n  - key: planted"})
  void aSectionWithoutKeysIsAProblem(String text) {
    // When
    ConfigurationException broken = given.file("config.yml", text).broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::toString).singleElement().asString()
        .startsWith("config.yml (config.yml line 1): crowdsec is not a section with keys. Put its keys")
        .doesNotContain("planted");
  }

  @Test
  void whatIsMissingBesideAnUnreadableFileIsReportedToo() {
    // When
    ConfigurationException broken = given.without("CROWDSEC_KEY").file("config.yml", "crowdsec: [").broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::toString).satisfiesExactly(
        one -> assertThat(one).startsWith("config.yml (config.yml line 1): is not valid YAML"),
        one -> assertThat(one).startsWith("CROWDSEC_KEY: is required but not set in the files that could be read."));
  }

  @Test
  void aFolderInPlaceOfAFileIsAProblem() {
    // When
    ConfigurationException broken = given.file("config.yml/inside", "").broken();

    // Then
    assertThat(broken.getMessage()).contains("config.yml: is a folder. Docker creates a folder");
  }

  @Test
  void aFileThatIsNotUtf8IsAProblem() throws IOException {
    // Given
    Files.write(directory.resolve("config.yml"), new byte[] {'a', ':', ' ', (byte) 0xE9});

    // When
    ConfigurationException broken = given.broken();

    // Then
    assertThat(broken.getMessage()).contains("config.yml: is not UTF-8. Save it as UTF-8.");
  }

  @Test
  void aBrokenEscapeInApplicationPropertiesIsAProblem() {
    // When
    ConfigurationException broken =
        given.file("application.properties", "crowdsec.description = \\u12\n").broken();

    // Then
    assertThat(broken.getMessage()).contains("application.properties: has a broken \\u escape.");
  }

  @Test
  void credentialsInAUrlAreRefusedAndMasked() {
    // When
    ConfigurationException broken = given.with("OPENCTI_URL", "http://admin:planted@opencti:8080").broken();

    // Then
    assertThat(broken.getMessage())
        .contains("OPENCTI_URL (environment): \"http://***@opencti:8080\" contains a user name or password")
        .doesNotContain("planted");
  }

  @Test
  void aLongOrStrangeValueIsCutAndOnOneLine() {
    // When
    ConfigurationException broken =
        given.with("CONNECTOR_SCOPE", "line\nbreak " + "x".repeat(500)).broken();

    // Then
    assertThat(broken.problems()).singleElement().satisfies(problem -> {
      assertThat(problem.value()).startsWith("line?break xxx").hasSize(83);
      assertThat(problem.toString()).doesNotContain("\n").hasSizeLessThan(450);
    });
  }

  @Test
  void noSecretIsInAnyTextThatALoadedConfigMakes() {
    // When
    Config config = given.with("MQ_PASS", "planted-password").with("CROWDSEC_KEYY", "planted-slip").load();

    // Then
    String everything = config + " " + config.warnings() + " " + config.asCamelProperties() + " "
        + config.get(Settings.CROWDSEC_KEY) + " " + config.get(Settings.CROWDSEC_KEY).hashCode();
    assertThat(everything)
        .contains("OPENCTI_TOKEN=***", "CROWDSEC_KEY=***", "MQ_PASS=***", "CROWDSEC_KEYY")
        .doesNotContain("planted");
  }
}
