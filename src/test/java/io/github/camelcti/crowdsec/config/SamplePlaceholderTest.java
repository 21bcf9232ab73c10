package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.config.source.Problem;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What samples leave behind is told from what people mean. */
class SamplePlaceholderTest {

  private static final String SAMPLE = "is still the placeholder from a sample";
  private static final String VARIABLE = "is still the name of a variable that was not replaced by its value";

  @TempDir
  private Path directory;

  private ConfigFixture given;

  @BeforeEach
  void requiredSettingsOnly() {
    given = new ConfigFixture(directory);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "our samples            | ChangeMe",
    "OpenCTI's sample       | ChangeMe_UUIDv4",
    "capitals               | CHANGEME",
    "with a dash            | change-me",
    "with an underscore     | change_me",
    "changethis             | changethis",
    "in angle brackets      | <CHANGEME>",
    "any words in them      | <your-api-key>",
    "one word in them       | <token>",
    "in square brackets     | [CHANGE_ME]",
    "in braces              | {your_token}",
    "your token             | your_token_here",
    "your key               | YOUR_CROWDSEC_CTI_API_KEY",
    "your key as one word   | yourapikey",
    "put your key           | put-your-key-here",
    "insert                 | INSERT_TOKEN",
    "here                   | api-key-goes-here",
    "replace                | REPLACE_ME",
    "replace with           | replace-with-your-own",
    "todo                   | TODO",
    "to be done             | tbd",
    "fixme                  | FIXME",
    "the word itself        | placeholder",
    "hidden by somebody     | [REDACTED]",
    "stars                  | ****",
    "our own mask           | ***",
    "xxx                    | xxx",
    "more of them           | XXXX-XXXX-XXXX",
    "the form of a UUID     | xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx",
    "dots                   | ...",
    "one dot for three      | \u2026",
  })
  void aPlaceholderIsAProblemThatSaysWhatToSetAndNotWhatStandsThere(String kind, String value) {
    // When
    ConfigurationException broken = given.with("CROWDSEC_KEY", value).with("CROWDSEC_MAX_TLP", "PINK").broken();

    // Then it comes with all others
    assertThat(broken.problems()).extracting(Problem::toString).satisfiesExactly(
        one -> assertThat(one).isEqualTo("CROWDSEC_KEY (environment): " + SAMPLE
            + ". Set CROWDSEC_KEY to the real value: CrowdSec CTI API key, from the CrowdSec Console."),
        one -> assertThat(one).startsWith("CROWDSEC_MAX_TLP (environment): \"PINK\""));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "of a compose file  | ${OPENCTI_ADMIN_TOKEN}",
    "with a default     | ${OPENCTI_ADMIN_TOKEN:-none}",
    "of a shell         | $OPENCTI_ADMIN_TOKEN",
    "of Kubernetes      | $(OPENCTI_ADMIN_TOKEN)",
    "of Windows         | %OPENCTI_ADMIN_TOKEN%",
    "of a template      | {{ opencti_admin_token }}",
  })
  void aVariableThatNothingReplacedIsOneToo(String kind, String value) {
    assertThat(given.with("OPENCTI_TOKEN", value).broken().problems()).singleElement().satisfies(problem -> {
      assertThat(problem.subject()).isEqualTo("OPENCTI_TOKEN");
      assertThat(problem.what()).isEqualTo(VARIABLE);
      assertThat(problem.value()).isNull();
    });
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "CONNECTOR_ID    | ChangeMe                        | placeholder | uuidgen",
    "CONNECTOR_ID    | ChangeMe_UUIDv4                 | placeholder | uuidgen",
    "CONNECTOR_ID    | <Valid UUIDv4>                  | placeholder | uuidgen",
    "OPENCTI_URL     | ChangeMe                        | placeholder | http://opencti:8080",
    "OPENCTI_URL     | http://changeme                 | placeholder | http://opencti:8080",
    "OPENCTI_URL     | https://CHANGE-ME:8080/graphql  | placeholder | http://opencti:8080",
    "OPENCTI_URL     | https://changeme.example.com    | placeholder | http://opencti:8080",
    "OPENCTI_URL     | http://your-opencti-host:8080   | placeholder | http://opencti:8080",
    "OPENCTI_URL     | http://<opencti>:8080           | placeholder | http://opencti:8080",
    "OPENCTI_URL     | http://xxx.xxx.xxx.xxx:8080     | placeholder | http://opencti:8080",
    "OPENCTI_URL     | http://${OPENCTI_HOST}:8080     | variable    | http://opencti:8080",
    "OPENCTI_URL     | ${OPENCTI_BASE_URL}             | variable    | http://opencti:8080",
    "CROWDSEC_API_URL| https://your_domain             | placeholder | https://cti.api.crowdsec.net",
    "MQ_HOST         | <rabbitmq-host>                 | placeholder | Set MQ_HOST to",
    "CROWDSEC_NAME   | TODO                            | placeholder | Set CROWDSEC_NAME to",
    "CONNECTOR_AUTO  | ${AUTO}                         | variable    | true or false",
  })
  void whereTheValueIsNoSecretItIsShown(String name, String value, String what, String fix) {
    assertThat(given.with(name, value).broken().problems()).singleElement().satisfies(problem -> {
      assertThat(problem.subject()).isEqualTo(name);
      assertThat(problem.value()).isEqualTo(value);
      assertThat(problem.what()).contains(what);
      assertThat(problem.fix()).contains(fix);
    });
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    // Keys and tokens
    "CROWDSEC_KEY     | 0Xk3yTodoXXXxxxyourKeyChangeMe1234567890",
    "CROWDSEC_KEY     | key",
    "OPENCTI_TOKEN    | token",
    "OPENCTI_TOKEN    | 00000000-0000-4000-8000-000000000000",
    "OPENCTI_TOKEN    | d434ce02-e58e-4cac-8b4c-42bf16748e84",
    "OPENCTI_TOKEN    | flgrn_octi_tkn_4f1xxxYOURtodo",
    "OPENCTI_TOKEN    | eyJhbGciOi.JIUzI1NiJ9.x-x-x_",
    // Passwords that people have
    "MQ_PASS          | changeme",
    "MQ_PASS          | ChangeMe",
    "MQ_PASS          | changeit",
    "MQ_PASS          | xxx",
    "MQ_PASS          | $ECRET",
    "MQ_PASS          | <k3J->",
    "MQ_PASS          | your password",
    // Addresses
    "OPENCTI_URL      | http://opencti:8080",
    "OPENCTI_URL      | https://opencti.your-server.de",
    "OPENCTI_URL      | https://your-server.de/opencti",
    "OPENCTI_URL      | http://change:8080",
    "OPENCTI_URL      | http://token-service:8080",
    "OPENCTI_URL      | https://todo.example.org",
    "OPENCTI_URL      | https://changement.example.fr",
    "OPENCTI_URL      | http://[::1]:8080",
    "OPENCTI_URL      | http://xx:8080",
    "OPENCTI_URL      | https://opencti.xxx",
    "HTTPS_PROXY      | http://user:changeme@proxy:3128",
    // Texts
    "CONNECTOR_NAME   | Your Security Team",
    "CONNECTOR_NAME   | Todo sobre CrowdSec",
    "CROWDSEC_NAME    | Change Management",
    "CROWDSEC_DESCRIPTION | costs 5 ${CURRENCY} each",
    "CONNECTOR_STATE_DIRECTORY | ..",
    "NO_PROXY         | *",
    "MQ_USER          | placeholder-user",
  })
  void whatMayBeMeantIsTaken(String name, String value) {
    // When
    Config config = given.with(name, value).load();

    // Then
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"${RABBITMQ_DEFAULT_PASS}", "<password>", "<your password>", "<CHANGEME>", "{{ password }}"})
  void inAPasswordOnlyTheFormCounts(String value) {
    assertThat(given.with("MQ_PASS", value).broken().problems()).singleElement().satisfies(problem -> {
      assertThat(problem.subject()).isEqualTo("MQ_PASS");
      assertThat(problem.value()).isNull();
    });
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"X-Gateway-Key: ChangeMe", "X-Tenant: soc; Authorization: Bearer <token>", "X: a; Y: ${KEY}"})
  void aHeaderIsReadOneByOne(String headers) {
    assertThat(given.with("OPENCTI_CUSTOM_HEADERS", headers).broken().getMessage())
        .contains("OPENCTI_CUSTOM_HEADERS (environment): \"***\" has a header, number ", "whose value is still the ")
        .doesNotContain("ChangeMe", "token>", "KEY");
  }

  @Test
  void placeholdersInFilesAreNamedWithTheirPlace() {
    // Given
    given.without("CROWDSEC_KEY").without("OPENCTI_TOKEN").without("CONNECTOR_ID")
        .file("key", "<your-api-key>\n").with("CROWDSEC_KEY_FILE", "key")
        .file("config.yml", "opencti:\n  token: '${OPENCTI_ADMIN_TOKEN}'\nconnector:\n  id: ChangeMe\n");

    // When
    ConfigurationException broken = given.broken();

    // Then
    assertThat(broken.problems()).extracting(Problem::toString).satisfiesExactly(
        one -> assertThat(one).startsWith("OPENCTI_TOKEN (config.yml line 2): " + VARIABLE),
        one -> assertThat(one).startsWith("CONNECTOR_ID (config.yml line 4): \"ChangeMe\" " + SAMPLE),
        one -> assertThat(one).startsWith("CROWDSEC_KEY (file of CROWDSEC_KEY_FILE): " + SAMPLE));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "at the beginning     | \"abc",
    "at the end           | abc'",
    "one of each          | \"abc'",
    "beside a pair        | \"say 'abc'",
    "alone                | \"",
  })
  void aQuoteWithoutPartnerIsNamed(String where, String value) {
    // When
    Config config = given.with("CROWDSEC_DESCRIPTION", value).with("OPENCTI_TOKEN", value.replace(' ', '-')).load();

    // Then it stays, since it may be meant
    assertThat(config.get(Settings.CROWDSEC_DESCRIPTION)).isEqualTo(value);
    assertThat(config.warnings()).containsExactly(
        "OPENCTI_TOKEN (environment) has a quote at only one end; it counts as part of the value unless you remove it",
        "CROWDSEC_DESCRIPTION (environment) has a quote at only one end; it counts as part of the value unless you "
            + "remove it");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"'abc'", "\"abc\"", "the \"crowd\"", "'a' or 'b'", "it's", "\"it's\""})
  void quotesInPairsOrInsideAreNot(String value) {
    assertThat(given.with("CROWDSEC_DESCRIPTION", value).load().warnings()).isEmpty();
  }
}
