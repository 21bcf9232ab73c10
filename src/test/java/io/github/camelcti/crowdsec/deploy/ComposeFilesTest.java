package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compose files: as compose has them, with settings that exist and an image that is ours. */
class ComposeFilesTest {

  private static final String CONNECTOR = "connector-crowdsec";

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"docker-compose.yml", "deploy/compose/docker-compose.yml"})
  void theFileIsWhatComposeTakesWithPinnedImagesAndNoVersion(String file) {
    assertThat(ComposeFile.read(Path.of(file)).faults()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"docker-compose.yml", "deploy/compose/docker-compose.yml"})
  void theConnectorIsTheImageOfThisBuildAndHasTimeToStop(String file) {
    ComposeFile compose = ComposeFile.read(Path.of(file));
    assertThat(compose.service(CONNECTOR).path("image").asText()).isEqualTo("crowdsec-connector:" + Build.version());
    Duration grace = Duration.parse("PT" + compose.service(CONNECTOR).path("stop_grace_period").asText());
    assertThat(grace).isGreaterThan(Settings.CONNECTOR_SHUTDOWN_TIMEOUT.defaultValue().orElseThrow());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"docker-compose.yml", "deploy/compose/docker-compose.yml"})
  void itsVariablesAreAcceptedWithoutAWarning(String file, @TempDir Path folder) {
    // Given
    Map<String, String> environment = ComposeFile.read(Path.of(file)).environment(CONNECTOR);
    environment.replace("CONNECTOR_ID", "ChangeMe", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10");
    environment.replaceAll((name, value) -> value.replace("ChangeMe", "changed"));
    // When
    Config config = Config.load(environment, folder);
    // Then
    assertThat(config.warnings()).isEmpty();
  }

  /** What the file of internal-enrichment/crowdsec in OpenCTI's catalogue has, in its order. */
  @Test
  void theFileHasTheVariablesOfTheCatalogueFirstAndRestartsAsItDoes() {
    ComposeFile compose = ComposeFile.read(Path.of("docker-compose.yml"));
    assertThat(List.copyOf(compose.environment(CONNECTOR).keySet())).startsWith("OPENCTI_URL", "OPENCTI_TOKEN", "CONNECTOR_ID",
        "CONNECTOR_TYPE", "CONNECTOR_SCOPE", "CONNECTOR_CONFIDENCE_LEVEL", "CONNECTOR_LOG_LEVEL", "CONNECTOR_UPDATE_EXISTING_DATA",
        "CONNECTOR_NAME", "CROWDSEC_KEY", "CROWDSEC_API_VERSION");
    assertThat(compose.service(CONNECTOR).path("restart").asText()).isEqualTo("always");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"docker-compose.yml", "deploy/compose/docker-compose.yml"})
  void aReadOnlyConnectorCanWriteItsState(String file) {
    assertThat(ComposeFile.read(Path.of(file)).service(CONNECTOR).path("volumes").toString())
        .contains(":/opt/crowdsec-connector/" + Settings.CONNECTOR_STATE_DIRECTORY.defaultValue().orElseThrow());
  }

  @Test
  void theConnectorOfTheStandStartsWhenItsDoublesAreThere() {
    ComposeFile stand = ComposeFile.read(Path.of("deploy/compose/docker-compose.yml"));
    assertThat(stand.service(CONNECTOR).at("/depends_on/doubles/condition").asText()).isEqualTo("service_healthy");
    assertThat(stand.service("doubles").has("healthcheck")).isTrue();
  }

  @Test
  void whatIsCommentedOutIsASetting() throws IOException {
    Set<String> names = Settings.all().stream().map(Object::toString).collect(Collectors.toSet());
    List<String> optional = Pattern.compile("# - ([A-Z_]+)=").matcher(Files.readString(Path.of("docker-compose.yml")))
        .results().map(line -> line.group(1)).toList();
    assertThat(optional).isNotEmpty().allMatch(names::contains);
  }

  @Test
  void theImageOfTheDoublesIsPinnedAndHasANumberedUser() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("deploy/compose/Dockerfile.doubles"));
    assertThat(lines).filteredOn(line -> line.startsWith("FROM "))
        .allMatch(line -> line.matches("FROM [a-z/-]+:\\d\\S+( AS \\w+)?"));
    assertThat(lines).contains("USER 10001:10001");
  }
}
