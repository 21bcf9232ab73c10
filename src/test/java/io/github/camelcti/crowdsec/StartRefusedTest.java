package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RouteEdit;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with which the connector is not started: exit code 2, one sentence for each problem, no stack trace. */
class StartRefusedTest {

  private static final String LINE = "ping.period = 40000\n";

  @TempDir
  private Path directory;

  private final Map<String, String> environment = new HashMap<>(Map.of("OPENCTI_URL", "http://127.0.0.1:9", "OPENCTI_TOKEN", "planted-4711",
      "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "planted-4712", "CONNECTOR_MANAGEMENT_ENABLED", "false"));

  @BeforeEach
  void aFolderThatWorks() throws IOException {
    ConnectorProcess.copyRoutes(directory);
  }

  static Stream<Arguments> files() {
    return Stream.concat(RouteEdit.ofFiles().stream().map(edit -> arguments(named(edit.name(), edit.act()), edit.refused().get(0))), Stream.of(
        edit("no folder of routes", routes -> Files.move(routes, routes.resolveSibling("elsewhere")), "routes: there are no routes"),
        edit("no folder of documents", routes -> Files.move(routes.resolve("graphql"), routes.resolveSibling("elsewhere")),
            "routes/graphql: there are no GraphQL documents"),
        edit("a jar of a component that is missing", adds("camel.component.kafka.brokers = own:9092\n"),
            ":22: camel.component.kafka.brokers: remove the line, or add what it needs: kafka is not part of the connector: put camel-kafka"),
        edit("a jar of a language that is missing", adds("camel.language.groovy.singleQuotes = true\n"),
            "groovy is not part of the connector: put camel-groovy"),
        edit("a jar of Camel's main that is missing", adds("camel.lra.enabled = true\n"), "camel-lra is not part of the connector: put camel-lra"),
        edit("Camel's own reload", adds("camel.main.routes-reload-enabled = true\n"),
            "Camel's own reload would load edited routes without a check"),
        edit("Camel's own reload in other letters", adds("camel.main.routesReloadEnabled = true\n"), "CONNECTOR_ROUTES_RELOAD is the setting")));
  }

  private static RouteEdit.Act adds(String line) {
    return routes -> {
      Path properties = routes.resolveSibling("application.properties");
      Files.writeString(properties, Files.readString(properties).replace(LINE, LINE + line));
    };
  }

  private static Arguments edit(String name, RouteEdit.Act act, String sentence) {
    return arguments(named(name, act), sentence);
  }

  @ParameterizedTest
  @MethodSource("files")
  @Timeout(60)
  void saysWhyAndStartsNothing(RouteEdit.Act act, String sentence) throws IOException {
    // Given
    act.in(directory.resolve("routes"));
    // When
    Terminal start = Terminal.type(environment, directory);
    Terminal validate = Terminal.type(environment, directory, "validate");
    // Then
    assertThat(start.exitCode()).isEqualTo(2);
    assertThat(start.err()).contains("nothing was started:", sentence).doesNotContain("Exception", "\tat ", "planted");
    assertThat(validate.exitCode()).isEqualTo(2);
    assertThat(validate.out()).contains(sentence).doesNotContain("planted");
  }

  static Stream<Arguments> folders() {
    return Stream.of(Arguments.of("routes"), Arguments.of("routes/graphql"));
  }

  /** What is missing as a whole is one sentence, not one for each file. */
  @ParameterizedTest
  @MethodSource("folders")
  @Timeout(60)
  void aMissingFolderIsOneSentence(String folder) throws IOException {
    // Given
    Files.move(directory.resolve(folder), directory.resolve("elsewhere"));
    // When
    Terminal start = Terminal.type(environment, directory);
    // Then
    assertThat(start.exitCode()).isEqualTo(2);
    assertThat(start.err().lines()).hasSize(2);
    assertThat(start.err()).contains("  - " + folder + ": there are no ", "put the folder back");
  }

  static Stream<Arguments> ports() {
    return Stream.of(
        port("health and metrics", "CONNECTOR_MANAGEMENT_PORT", Map.of("CONNECTOR_MANAGEMENT_ENABLED", "true"), "CONNECTOR_MANAGEMENT_ENABLED=false"),
        port("metrics alone", "CONNECTOR_METRICS_PORT", Map.of("CONNECTOR_EXPOSE_METRICS", "true"), "CONNECTOR_EXPOSE_METRICS=false"),
        port("jobs by HTTP", "CONNECTOR_LISTEN_PROTOCOL_API_PORT", Map.of("CONNECTOR_LISTEN_PROTOCOL", "API"), "another connector"));
  }

  private static Arguments port(String name, String setting, Map<String, String> uses, String without) {
    return arguments(named(name, setting), uses, without);
  }

  @ParameterizedTest
  @MethodSource("ports")
  @Timeout(60)
  void aPortThatIsTakenIsOneSentence(String setting, Map<String, String> uses, String without) throws IOException {
    try (ServerSocket other = new ServerSocket(0)) {
      // Given
      environment.putAll(uses);
      environment.put(setting, String.valueOf(other.getLocalPort()));
      // When
      Terminal start = Terminal.type(environment, directory);
      // Then
      assertThat(start.exitCode()).isEqualTo(2);
      assertThat(start.err().lines()).hasSize(2);
      assertThat(start.err()).contains("  - " + setting + " (environment): \"" + other.getLocalPort() + "\" is a port that can't be opened at ",
          "Address already in use. Set " + setting + " to a free port", without);
    }
  }

  static Stream<Arguments> addresses() {
    return Stream.of(Arguments.of("nowhere.invalid", "is a host name that is unknown here"),
        Arguments.of("192.0.2.1", "is not an address of this computer"));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  @Timeout(60)
  void anAddressThatIsNotOursIsOneSentence(String address, String sentence) {
    // Given
    environment.putAll(Map.of("CONNECTOR_MANAGEMENT_ENABLED", "true", "CONNECTOR_MANAGEMENT_HOST", address));
    // When
    Terminal start = Terminal.type(environment, directory);
    // Then
    assertThat(start.exitCode()).isEqualTo(2);
    assertThat(start.err()).contains("  - CONNECTOR_MANAGEMENT_HOST (environment): \"" + address + "\" " + sentence,
        "Set CONNECTOR_MANAGEMENT_HOST to an address of this computer, for example 127.0.0.1");
  }

  @Test
  void twoSettingsWithOnePortAreOneSentence() throws IOException {
    // Given
    String port = String.valueOf(Ports.free());
    environment.putAll(Map.of("CONNECTOR_MANAGEMENT_ENABLED", "true", "CONNECTOR_EXPOSE_METRICS", "true",
        "CONNECTOR_MANAGEMENT_PORT", port, "CONNECTOR_METRICS_PORT", port));
    // When
    Terminal start = Terminal.type(environment, directory);
    // Then
    assertThat(start.exitCode()).isEqualTo(2);
    assertThat(start.err()).contains("CONNECTOR_METRICS_PORT (environment): \"" + port + "\" is a port that can't be opened");
  }

  /** The same in other places where Camel's main looks for its options. */
  @ParameterizedTest
  @MethodSource("variables")
  @Timeout(60)
  void saysWhyAVariableIsRefused(String variable) {
    // Given
    environment.put(variable, "true");
    // When
    Terminal start = Terminal.type(environment, directory);
    // Then
    assertThat(start.exitCode()).isEqualTo(2);
    assertThat(start.err()).contains(variable + ": Camel's own reload would load edited routes without a check");
  }

  static Stream<String> variables() {
    return Stream.of("CAMEL_MAIN_ROUTES_RELOAD_ENABLED", "CAMEL_MAIN_ROUTESRELOADENABLED");
  }

  @Test
  void aLinkToAFolderIsAFolder() throws IOException {
    // Given
    Path real = Files.move(directory.resolve("routes"), directory.resolve("real"));
    Files.createDirectories(real.resolve("custom"));
    Files.writeString(real.resolve("custom/own.camel.yaml"), "[]\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE);
    Files.createSymbolicLink(directory.resolve("routes"), real);
    // When
    Terminal validate = Terminal.type(environment, directory, "validate");
    // Then
    assertThat(validate.out()).contains("are valid");
    assertThat(validate.exitCode()).isZero();
  }
}
