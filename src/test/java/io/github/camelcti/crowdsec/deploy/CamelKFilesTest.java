package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The objects of Camel K, {@code deploy/camel-k} and {@code kamelets}, and the pods that its operator makes of them. */
class CamelKFilesTest {

  private static final Path FOLDER = Path.of("deploy/camel-k");
  private static final Path INTEGRATION = FOLDER.resolve("base/integration.yaml");
  /** Made by hand, as docs/routes.md says. */
  private static final Set<String> BY_HAND = Set.of("Secret crowdsec-connector");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> k = Files.walk(FOLDER); Stream<Path> kamelets = Files.list(Path.of("kamelets"))) {
      return Stream.concat(k, kamelets).filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml"))
          .sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void everyObjectIsWhatCamelKOrKubernetesTakes(Path file) {
    assertThat(Manifests.read(file)).isNotEmpty().allSatisfy(object -> assertThat(faults(object)).isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"base", "example", "own-routes"})
  void thePodOfTheOperatorIsWhatKubernetesTakesAndNamesWhatIsThere(String overlay) throws Exception {
    // Given
    List<JsonNode> objects = new ArrayList<>(Kubectl.render(FOLDER.resolve(overlay)));
    // When
    objects.add(CamelKOperator.deployment(of("Integration", objects)));
    // Then
    assertThat(objects).allSatisfy(object -> assertThat(faults(object)).isEmpty());
    assertThat(References.missing(objects, BY_HAND)).isEmpty();
    assertThat(objects).allSatisfy(it -> assertThat(it.at("/metadata/namespace").asText()).isEqualTo("crowdsec-connector"));
  }

  @Test
  void theExampleSetsWhatIsOnesOwnAndNothingTwice() throws Exception {
    // Given
    JsonNode integration = of("Integration", Kubectl.render(FOLDER.resolve("example")));
    // Then
    assertThat(integration.toString()).contains("registry.example.org/crowdsec-connector:" + Build.version()).doesNotContain("ChangeMe");
    assertThat(integration.at("/spec/traits/environment/vars")).extracting(variable -> variable.asText().replaceFirst("=.*", ""))
        .contains("OPENCTI_URL", "CONNECTOR_ID", "CONNECTOR_MANAGEMENT_HOST").doesNotHaveDuplicates();
  }

  @Test
  void thePodHasWhatTheStatefulSetOfTheManifestsHas() {
    // Given
    JsonNode pod = CamelKOperator.deployment(Manifests.read(INTEGRATION).get(0)).at("/spec/template/spec");
    JsonNode theirs = Manifests.read(Path.of("deploy/kubernetes/base/statefulset.yaml")).get(0).at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    // Then
    assertThat(container.path("image").asText()).isEqualTo("crowdsec-connector:" + Build.version());
    assertThat(pod.path("terminationGracePeriodSeconds")).isEqualTo(theirs.path("terminationGracePeriodSeconds"));
    assertThat(pod.at("/securityContext/fsGroup")).isEqualTo(theirs.at("/securityContext/fsGroup"));
    assertThat(container.at("/resources/limits/memory")).isEqualTo(theirs.at("/containers/0/resources/limits/memory"));
    assertThat(mounts(container)).isEqualTo(mounts(theirs.at("/containers/0")));
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.path(probe).at("/httpGet/path")).as(probe).isEqualTo(theirs.at("/containers/0").path(probe).at("/httpGet/path"));
      assertThat(container.path(probe).at("/httpGet/port").asInt()).as(probe).isEqualTo(Settings.CONNECTOR_MANAGEMENT_PORT.defaultValue().orElseThrow());
      assertThat(container.path(probe).path("periodSeconds")).as(probe).isEqualTo(theirs.at("/containers/0").path(probe).path("periodSeconds"));
    }
  }

  @Test
  void itsVariablesAndThoseOfTheOperatorAreAcceptedWithoutAWarning(@TempDir Path secrets) throws IOException {
    // Given
    Map<String, String> environment = new HashMap<>();
    CamelKOperator.deployment(Manifests.read(INTEGRATION).get(0)).at("/spec/template/spec/containers/0/env")
        .forEach(variable -> environment.put(variable.path("name").asText(), variable.path("value").asText()));
    environment.put("CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10");
    for (String name : List.of("opencti-token", "crowdsec-key")) {
      Files.writeString(secrets.resolve(name), "text-of-a-secret");
      environment.replaceAll((key, value) -> value.equals("/run/secrets/crowdsec-connector/" + name) ? secrets.resolve(name).toString() : value);
    }
    // When
    Config config = Config.load(environment, secrets);
    // Then
    assertThat(config.warnings()).isEmpty();
    assertThat(environment).doesNotContainKeys("OPENCTI_TOKEN", "CROWDSEC_KEY");
  }

  static Stream<Arguments> wrong() {
    return Stream.<Map.Entry<String, Consumer<ObjectNode>>>of(
        Map.entry("Secret crowdsec-connector-1, which is not there", traits -> ((ArrayNode) traits.at("/mount/resources"))
            .add("secret:crowdsec-connector/crowdsec-key@/etc/key")),
        Map.entry("ConfigMap routes, which is not there", traits -> ((ArrayNode) traits.at("/mount/resources"))
            .add("configmap:routes@/opt/crowdsec-connector/routes")),
        Map.entry("PersistentVolumeClaim state, which is not there", traits -> ((ArrayNode) traits.at("/mount/volumes"))
            .add("state:/opt/crowdsec-connector/state")),
        Map.entry("runAsNonRoot", traits -> ((ObjectNode) traits.path("security-context")).remove("runAsNonRoot")),
        Map.entry("livenesProbe", traits -> ((ObjectNode) traits.path("health")).put("livenesProbe", "/x")),
        Map.entry("^3", traits -> traits.putObject("camel").put("runtimeProvider", "plain-quarkus").put("runtimeVersion", "4.17.0")),
        Map.entry("runtimeProvider", traits -> traits.putObject("camel").put("runtimeVersion", "3.33.2")),
        Map.entry("jvm", traits -> traits.putObject("jvm").put("enabled", false)))
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void anIntegrationThatIsWrongIsFound(String fault, Consumer<ObjectNode> edit) {
    // Given
    List<JsonNode> objects = new ArrayList<>();
    files("base").forEach(file -> objects.addAll(Manifests.read(file)));
    JsonNode integration = of("Integration", objects);
    // When
    edit.accept((ObjectNode) integration.at("/spec/traits"));
    objects.add(CamelKOperator.deployment(integration));
    // Then
    List<String> faults = new ArrayList<>(References.missing(objects, BY_HAND));
    objects.forEach(object -> faults.addAll(faults(object)));
    assertThat(faults).singleElement().asString().contains(fault);
  }

  @Test
  void anIntegrationWithoutAnImageWouldBeBuilt() {
    // Given
    JsonNode integration = Manifests.read(INTEGRATION).get(0);
    // When
    ((ObjectNode) integration.at("/spec/traits/container")).remove("image");
    // Then
    assertThatThrownBy(() -> CamelKOperator.deployment(integration)).hasMessageContaining("would build one");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"opencti-enrichment-source, /spec/source", "crowdsec-cti-action, /spec/steps/0", "opencti-bundle-sink, /spec/sink"})
  void thePipeGivesEveryKameletWhatItNeeds(String name, String place) {
    // Given
    JsonNode end = Manifests.read(FOLDER.resolve("pipe.yaml")).get(0).at(place);
    JsonNode definition = Manifests.read(Path.of("kamelets", name + ".kamelet.yaml")).get(0).at("/spec/definition");
    // Then
    assertThat(end.at("/ref/name").asText()).isEqualTo(name);
    definition.path("required").forEach(required -> assertThat(end.path("properties").has(required.asText())).as(required.asText()).isTrue());
    end.path("properties").fieldNames().forEachRemaining(given -> assertThat(definition.path("properties").has(given)).as(given).isTrue());
  }

  private static List<Path> files(String overlay) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(overlay))) {
      return files.filter(file -> !file.endsWith("kustomization.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode of(String kind, List<JsonNode> objects) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).findFirst().orElseThrow();
  }

  private static Set<String> mounts(JsonNode container) {
    return Set.copyOf(container.path("volumeMounts").findValuesAsText("mountPath"));
  }

  private static List<String> faults(JsonNode object) {
    if (!object.path("apiVersion").asText().startsWith("camel.apache.org/")) {
      return Manifests.faults(object);
    }
    ObjectNode schema = (ObjectNode) Manifests.schema("camel-k");
    return Manifests.faults(schema.put("$ref", "#/$defs/" + object.path("kind").asText()), object);
  }
}
