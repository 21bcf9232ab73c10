package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.Terminal;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code routes}: what there is, and the picture of it. */
class RoutesCommandTest {

  @TempDir
  private Path directory;

  @BeforeEach
  void ourRoutes() throws IOException {
    ConnectorProcess.copyRoutes(directory);
  }

  @Test
  void listsEveryRoute() {
    Terminal terminal = Terminal.type(Map.of(), directory, "routes");
    assertThat(terminal.exitCode()).isZero();
    assertThat(terminal.out())
        .containsPattern("call-opencti +\\d+ +direct:call-opencti +routes/opencti.camel.yaml");
  }

  @Test
  void tellsProgramsTheCalls() {
    JsonNode routes = Terminal.type(Map.of(), directory, "routes", "--json").json().path("routes");
    assertThat(routes).hasSizeGreaterThan(20);
    assertThat(routes).anySatisfy(route -> {
      assertThat(route.path("id").asText()).isEqualTo("keep-alive");
      assertThat(route.at("/calls/0").asText()).isEqualTo("direct:ping-opencti");
      assertThat(route.path("steps").asInt()).isEqualTo(3);
    });
  }

  @Test
  void drawsTheCallsInMermaid() {
    // When
    Terminal terminal = Terminal.type(Map.of(), directory, "routes", "--mermaid");
    // Then
    assertThat(terminal.exitCode()).isZero();
    assertThat(terminal.out()).startsWith("flowchart LR\n").contains("  keep-alive --> ping-opencti\n")
        .containsPattern("  n\\d+\\[\"timer:keep-alive\"] --> keep-alive\n");
    Terminal.type(Map.of(), directory, "routes", "--json").json().path("routes").findValuesAsText("id")
        .forEach(id -> assertThat(terminal.out()).contains(" " + id));
  }

  @Test
  void anEngineersOwnRouteAndACircleAreThereToo() throws IOException {
    Files.writeString(directory.resolve("routes/mine.camel.yaml"), """
        - route:
            id: round-one
            from:
              uri: direct:one
              steps:
                - to: direct:two
        - route:
            id: round-two
            from:
              uri: direct:two
              steps:
                - to:
                    uri: direct:one
        """);
    Terminal terminal = Terminal.type(Map.of(), directory, "routes", "--mermaid");
    assertThat(terminal.out()).contains("  round-one --> round-two\n  round-two --> round-one\n");
  }

  @Test
  void saysWhenThereAreNone() throws IOException {
    Files.delete(directory.resolve("application.properties"));
    Terminal terminal = Terminal.type(Map.of(), directory, "routes");
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("application.properties").contains("run this in the folder");
  }
}
