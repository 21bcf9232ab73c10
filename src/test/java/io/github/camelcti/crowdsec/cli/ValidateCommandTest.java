package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.Terminal;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code validate}: one slip of an engineer each, and the line that tells it. */
class ValidateCommandTest {

  @TempDir
  private Path directory;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void aFolderThatWorks() throws IOException {
    ConnectorProcess.copyRoutes(directory);
    environment.put("OPENCTI_URL", "http://opencti:8080");
    environment.put("OPENCTI_TOKEN", "planted-token-4711");
    environment.put("CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10");
    environment.put("CROWDSEC_KEY", "planted-key-4712");
  }

  @Test
  void findsNothingInWhatWorks() {
    Terminal terminal = Terminal.type(environment, directory, "validate");
    assertThat(terminal.out()).contains("are valid");
    assertThat(terminal.exitCode()).isZero();
    assertThat(Terminal.type(Map.of(), directory, "validate", "--routes").exitCode()).isZero();
  }

  static Stream<Arguments> slips() {
    return Stream.of(
        slip("no YAML", "registration.camel.yaml", "    id: ping-opencti\n", "    id: ping: opencti\n", ":83: is not valid YAML"),
        slip("a tab", "registration.camel.yaml", "    from:\n", "\tfrom:\n", ":4: is not valid YAML"),
        slip("an unknown option of a step", "registration.camel.yaml", "            ref: gauges\n", "            reff: gauges\n",
            ":79: keep-alive-timer: Unsupported field: reff"),
        slip("an unknown step", "registration.camel.yaml", "        - bean:\n", "        - been:\n", ": register-connector: Unknown node id: been"),
        slip("an unknown option of a component", "registration.camel.yaml", "        timerName: keep-alive\n        period:",
            "        timerName: keep-alive\n        perriod:", ":72: keep-alive: 'perriod' is not an option of timer; did you mean period?"),
        slip("an unknown component", "registration.camel.yaml", "      uri: timer\n", "      uri: tymer\n",
            ":2: start-connector: No endpoint could be found for: tymer"),
        slip("a missing bean", "registration.camel.yaml", "id: ping-opencti-request\n            ref: operations",
            "id: ping-opencti-request\n            ref: operation",
            ": ping-opencti-request: there is no bean 'operation'; did you mean operations?"),
        slip("a missing method", "registration.camel.yaml", "method: ping\n", "method: pnig\n",
            ":92: ping-opencti-request: Method with name: pnig not found on io.github.camelcti.crowdsec.route.opencti.Operations; did you mean ping?"),
        slip("a missing placeholder", "registration.camel.yaml", "{{ping.period}}", "{{ping.peroid}}",
            ": keep-alive-timer: {{ping.peroid}} is neither a setting, a line of application.properties, nor an environment variable (PING_PEROID); did you mean ping.period?"),
        slip("a secret as placeholder", "registration.camel.yaml", "{{ping.period}}", "{{crowdsec.key}}", "crowdsec.key is a secret"),
        slip("a call that does not arrive", "registration.camel.yaml", "id: ping-opencti-call\n            uri: direct:call-opencti",
            "id: ping-opencti-call\n            uri: direct:call-openti",
            ": ping-opencti-call: no route starts with direct:call-openti; did you mean call-opencti?"),
        slip("a call in the short form that does not arrive", "registration.camel.yaml", "- to: direct:ping-opencti", "- to: direct:ping-openti",
            ": keep-alive-timer: no route starts with direct:ping-openti; did you mean ping-opencti?"),
        slip("an id that stands twice", "registration.camel.yaml", "id: ping-opencti-request", "id: ping-opencti-call",
            ": ping-opencti-call: this id is also used at routes/registration.camel.yaml:"),
        slip("a missing class", "errors.camel.yaml", "errorhandler.RedeliveryPolicy\"", "errorhandler.RedeliveryPolicies\"",
            ": there is no class org.apache.camel.processor.errorhandler.RedeliveryPolicies"),
        slip("an expression that is none", "registration.camel.yaml", "${bean:registration?", "${been:registration?", "been:registration"),
        slip("an option of http with a letter too few", "crowdsec.camel.yaml", "connectTimeout:", "conectTimeout:",
            "call-crowdsec-http: 'conectTimeout' is not an option of http and would be sent as a query parameter; did you mean connectTimeout?"),
        slip("an option of http with swapped letters", "crowdsec.camel.yaml", "okStatusCodeRange:", "okStatusCodeRagne:",
            "did you mean okStatusCodeRange?"),
        slip("an option of http with a letter too many", "crowdsec.camel.yaml", "responseTimeout:", "responseTimeoutt:",
            "did you mean responseTimeout?"),
        slip("a document that is not closed", "graphql/about.graphql", "    version\n  }\n}", "    version\n  }\n", ":7: '{' is not closed"),
        slip("no document", "graphql/about.graphql", "query CrowdSecAbout", "CrowdSecAbout", "is not an operation"));
  }

  private static Arguments slip(String name, String file, String from, String to, String text) {
    return arguments(named(name, file), from, to, text);
  }

  @ParameterizedTest
  @MethodSource("slips")
  void namesFileAndLineOfASlip(String file, String from, String to, String text) throws IOException {
    // Given
    Path path = directory.resolve("routes").resolve(file);
    String before = Files.readString(path);
    assertThat(before).contains(from);
    Files.writeString(path, before.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
    // When
    Terminal terminal = Terminal.type(environment, directory, "validate");
    // Then
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.out()).startsWith("routes/" + file).contains(text).contains("1 problem.");
  }

  @Test
  void tellsSettingsRoutesAndDocumentsAllAtOnce() throws IOException {
    // Given
    environment.remove("OPENCTI_TOKEN");
    environment.put("CROWDSEC_MAX_TLP", "PINK");
    Files.delete(directory.resolve("routes/graphql/about.graphql"));
    Files.writeString(directory.resolve("routes/mine.camel.yaml"), """
        - route:
            id: mine
            from:
              uri: direct:mine
              steps:
                - to:
                    uri: direct:nowhere
        """);
    // When
    Terminal terminal = Terminal.type(environment, directory, "validate");
    JsonNode json = Terminal.type(environment, directory, "validate", "--json").json();
    // Then
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.out()).contains("OPENCTI_TOKEN", "PINK", "routes/graphql: there is no GraphQL document about.graphql",
        "routes/mine.camel.yaml:4: mine: nobody calls direct:mine",
        "routes/mine.camel.yaml:7: mine: no route starts with direct:nowhere", "5 problems.");
    assertThat(json.path("valid").asBoolean(true)).isFalse();
    assertThat(json.path("settings")).hasSize(2);
    assertThat(json.path("routes")).hasSize(3);
    assertThat(json.at("/routes/2/line").asInt()).isEqualTo(7);
  }

  @Test
  void saysWhereTheFolderIsMissing() throws IOException {
    Files.delete(directory.resolve("application.properties"));
    Terminal terminal = Terminal.type(environment, directory, "validate");
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.out()).contains("application.properties: can't be read in " + directory.toAbsolutePath());
  }

  @Test
  void leavesTheStateOfAConnectorInTheSameFolderAlone() throws IOException {
    environment.put("CONNECTOR_STATE_DIRECTORY", directory.resolve("state").toString());
    Terminal.type(environment, directory, "validate");
    assertThat(directory.resolve("state")).doesNotExist();
  }
}
