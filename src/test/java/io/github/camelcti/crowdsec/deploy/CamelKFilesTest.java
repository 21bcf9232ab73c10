package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The objects of Camel K, {@code deploy/camel-k} and {@code kamelets}, against a reduced schema of our own. */
class CamelKFilesTest {

  static Stream<Path> files() throws IOException {
    try (Stream<Path> k = Files.list(Path.of("deploy/camel-k")); Stream<Path> kamelets = Files.list(Path.of("kamelets"))) {
      return Stream.concat(k, kamelets).filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void everyObjectIsWhatCamelKTakes(Path file) {
    assertThat(Manifests.read(file)).isNotEmpty().allSatisfy(object -> assertThat(faults(object)).isEmpty());
  }

  @Test
  void anObjectThatIsWrongIsFound() {
    // Given
    ObjectNode object = (ObjectNode) Manifests.read(Path.of("deploy/camel-k/integration.yaml")).get(0);
    // When
    ((ObjectNode) object.at("/spec/traits/health")).put("livenesProbe", "/x");
    // Then
    assertThat(faults(object)).singleElement().asString().contains("livenesProbe");
  }

  @Test
  void theAccountOfAnIntegrationIsThere() throws IOException {
    List<JsonNode> objects = files().filter(it -> it.startsWith("deploy")).flatMap(it -> Manifests.read(it).stream()).toList();
    Set<String> accounts = objects.stream().filter(it -> it.path("kind").asText().equals("ServiceAccount"))
        .map(it -> it.at("/metadata/name").asText()).collect(Collectors.toSet());
    assertThat(objects.stream().map(it -> it.at("/spec/serviceAccountName").asText()).filter(it -> !it.isEmpty()))
        .isNotEmpty().allMatch(accounts::contains);
  }

  @Test
  void integrationsNameSettingsOfTheCatalogueAndHoldNoSecret() throws IOException {
    Set<String> names = Settings.all().stream()
        .map(setting -> setting.isSecret() ? setting + "_FILE" : setting.toString()).collect(Collectors.toSet());
    for (Path file : files().filter(it -> it.startsWith("deploy")).toList()) {
      List<String> wrong = new ArrayList<>();
      Manifests.read(file).get(0).at("/spec/traits/environment/vars").forEach(variable -> {
        String name = variable.asText().replaceFirst("=.*", "");
        if (!names.contains(name) && !name.equals("JDK_JAVA_OPTIONS")) {
          wrong.add(name);
        }
      });
      assertThat(wrong).as(file.toString()).isEmpty();
    }
  }

  private static List<String> faults(JsonNode object) {
    ObjectNode schema = (ObjectNode) Manifests.schema("camel-k");
    return Manifests.faults(schema.put("$ref", "#/$defs/" + object.path("kind").asText()), object);
  }
}
