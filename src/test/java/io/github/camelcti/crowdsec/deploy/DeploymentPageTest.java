package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages on deployment and migration: files and images that they name are there, their compose files are good. */
class DeploymentPageTest {

  @Test
  void everyFileOfACommandExists() throws IOException {
    for (String page : List.of("docs/deployment.md", "docs/routes.md", "deploy/helm/crowdsec-connector/README.md")) {
      List<String> files = found("(?:-f |-k |install soc |--from-file=)((?:deploy|routes)[\\w./-]*)", Path.of(page));
      assertThat(files).as(page).isNotEmpty().allSatisfy(file -> assertThat(Path.of(file)).exists());
    }
  }

  @Test
  void everyImageIsOfThisBuild() throws IOException {
    for (String page : List.of("README.md", "docs/deployment.md", "docs/migration.md")) {
      assertThat(found("crowdsec-connector:([0-9][\\w.-]*)", Path.of(page))).as(page)
          .isNotEmpty().containsOnly(Build.version());
    }
  }

  @Test
  void theComposeFileAfterTheMigrationHasTheVariablesOfTheOneBeforeAndStarts(@TempDir Path folder) throws IOException {
    // Given
    List<JsonNode> services = new ArrayList<>();
    for (String block : found("(?s)```yaml\\n(  connector-crowdsec:.*?)```", Path.of("docs/migration.md"))) {
      services.add(Manifests.parse(block).get(0).path("connector-crowdsec"));
    }
    // Then
    assertThat(services).hasSize(2);
    assertThat(services.get(1).path("environment")).isEqualTo(services.get(0).path("environment"));
    Map<String, String> environment = new HashMap<>();
    services.get(1).path("environment").forEach(line -> {
      String[] parts = line.asText().split("=", 2);
      environment.put(parts[0], parts[0].equals("CONNECTOR_ID") ? "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10"
          : parts[1].replace("ChangeMe", "changed"));
    });
    assertThat(Config.load(environment, folder).warnings()).isEmpty();
  }

  private static List<String> found(String pattern, Path page) throws IOException {
    return Pattern.compile(pattern).matcher(Files.readString(page)).results().map(match -> match.group(1)).toList();
  }
}
