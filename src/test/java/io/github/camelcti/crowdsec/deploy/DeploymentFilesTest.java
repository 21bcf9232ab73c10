package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Kubernetes object in the repository, against reduced schemas of our own and the restricted level. */
class DeploymentFilesTest {

  private static final Path FOLDER = Path.of("deploy/kubernetes");
  private static final Path STATEFUL_SET = FOLDER.resolve("base/statefulset.yaml");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      // What kustomize makes of its files: RenderedManifestsTest. The patch is a part of an object.
      return files.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("mount-routes.yaml")
          && !file.endsWith("kustomization.yaml")).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void everyObjectIsWhatKubernetesTakes(Path file) {
    assertThat(Manifests.read(file)).isNotEmpty().allSatisfy(object -> assertThat(Manifests.faults(object)).isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void noManifestHoldsASecret(Path file) {
    assertThat(Manifests.read(file)).noneMatch(object -> object.path("kind").asText().equals("Secret"))
        .allSatisfy(object -> assertThat(object.toString())
            .doesNotContain("\"OPENCTI_TOKEN\"", "\"CROWDSEC_KEY\"", "\"MQ_PASS\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void aManifestThatIsWrongIsFound(String fault, Consumer<ObjectNode> edit) {
    // Given
    ObjectNode object = (ObjectNode) Manifests.read(STATEFUL_SET).get(0);
    // When
    edit.accept(object);
    // Then
    assertThat(Manifests.faults(object)).singleElement().asString().contains(fault);
  }

  static Stream<Arguments> broken() {
    return Stream.<Map.Entry<String, Consumer<ObjectNode>>>of(
        Map.entry("replica", object -> ((ObjectNode) object.path("spec")).put("replica", 1)),
        Map.entry("selector", object -> ((ObjectNode) object.path("spec")).remove("selector")),
        Map.entry("NumberFormatException", object -> ((ObjectNode) object.path("spec")).put("replicas", "one")),
        Map.entry("imagePullPolice", object -> ((ObjectNode) object.at("/spec/template/spec/containers/0"))
            .put("imagePullPolice", "Always")),
        Map.entry("runAsNonRoot", object -> ((ObjectNode) object.at("/spec/template/spec/securityContext"))
            .put("runAsNonRoot", false)),
        Map.entry("read-only", object -> ((ObjectNode) object.at("/spec/template/spec/containers/0/securityContext"))
            .put("readOnlyRootFilesystem", false)),
        Map.entry("capabilities", object -> ((ObjectNode) object
            .at("/spec/template/spec/containers/0/securityContext/capabilities")).putArray("add").add("NET_ADMIN")),
        Map.entry("harmless", object -> ((ObjectNode) object.at("/spec/template/spec/volumes/0"))
            .putObject("hostPath").put("path", "/")))
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @Test
  void aPodHasLongerToEndThanTheConnectorTakes() {
    long seconds = Manifests.read(STATEFUL_SET).get(0).at("/spec/template/spec/terminationGracePeriodSeconds").asLong();
    assertThat(seconds).isGreaterThan(Settings.CONNECTOR_SHUTDOWN_TIMEOUT.defaultValue().orElseThrow().toSeconds());
  }

  @Test
  void theImageIsThatOfThisBuild() {
    assertThat(Manifests.read(STATEFUL_SET).get(0).at("/spec/template/spec/containers/0/image").asText())
        .isEqualTo("crowdsec-connector:" + Build.version());
  }

  @Test
  void settingsAreInTheCatalogue() throws IOException {
    Set<String> names = Settings.all().stream().filter(setting -> !setting.isSecret()).map(Object::toString)
        .collect(Collectors.toSet());
    assertThat(Files.readAllLines(FOLDER.resolve("base/settings.env"))).filteredOn(line -> !line.startsWith("#"))
        .allSatisfy(line -> assertThat(names).contains(line.replaceFirst("=.*", "")));
  }

  @Test
  void theScalerAndTheServiceNameTheStatefulSet() {
    // Given
    JsonNode set = Manifests.read(STATEFUL_SET).get(0);
    JsonNode scaled = Manifests.read(FOLDER.resolve("keda.yaml")).get(1);
    // Then
    assertThat(scaled.at("/spec/scaleTargetRef/name")).isEqualTo(set.at("/metadata/name"));
    assertThat(scaled.at("/spec/scaleTargetRef/kind")).isEqualTo(set.path("kind"));
    assertThat(Manifests.read(FOLDER.resolve("base/service.yaml")).get(0).at("/metadata/name"))
        .isEqualTo(set.at("/spec/serviceName"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"routes, 0, .camel.yaml", "routes/graphql, 1, .graphql"})
  void everyRouteAndEveryDocumentIsInItsConfigMap(String folder, int map, String end) throws IOException {
    // Given
    JsonNode listed = Manifests.read(Path.of("routes/kustomization.yaml")).get(0)
        .path("configMapGenerator").path(map).path("files");
    List<String> files;
    try (Stream<Path> list = Files.list(Path.of(folder))) {
      files = list.filter(file -> file.toString().endsWith(end))
          .map(file -> Path.of("routes").relativize(file).toString()).toList();
    }
    // Then
    assertThat(listed).extracting(JsonNode::asText).containsExactlyInAnyOrderElementsOf(files);
  }
}
