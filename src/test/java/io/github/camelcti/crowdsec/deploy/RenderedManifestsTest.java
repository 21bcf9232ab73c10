package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kubectl makes of the overlays: each object, and that the names in them fit together. Needs the variable KUBERNETES_TOOLS. */
class RenderedManifestsTest {

  private static final Path FOLDER = Path.of("deploy/kubernetes");
  /** Made by hand, as docs/deployment.md says. */
  private static final Set<String> BY_HAND = Set.of("Secret crowdsec-connector", "ServiceAccount default");

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"base", "own-routes", "example"})
  void everyObjectIsWhatKubernetesTakesAndNamesWhatIsThere(String overlay) throws Exception {
    // When
    List<JsonNode> objects = render(overlay);
    // Then
    assertThat(objects).isNotEmpty().allSatisfy(object -> assertThat(Manifests.faults(object)).isEmpty());
    assertThat(References.missing(objects, BY_HAND)).isEmpty();
    assertThat(objects).allSatisfy(object -> assertThat(object.path("kind").asText().equals("Namespace")
        ? object.at("/metadata/name") : object.at("/metadata/namespace")).asString().contains("crowdsec-connector"));
  }

  @Test
  void theExampleSetsWhatIsOnesOwn() throws Exception {
    // When
    List<JsonNode> objects = render("example");
    // Then
    JsonNode settings = objects.stream().filter(object -> object.at("/metadata/name").asText().contains("-settings-"))
        .findFirst().orElseThrow().path("data");
    assertThat(settings.path("CONNECTOR_ID").asText()).isNotEqualTo("ChangeMe");
    assertThat(settings.path("CONNECTOR_MANAGEMENT_HOST").asText()).as("of the base").isEqualTo("0.0.0.0");
    Set<String> names = Settings.all().stream().map(Object::toString).collect(Collectors.toSet());
    settings.fieldNames().forEachRemaining(name -> assertThat(names).contains(name));
    assertThat(objects.toString()).contains("registry.example.org/crowdsec-connector:0.1.0");
  }

  @Test
  void aNameThatNothingHasIsFound() throws Exception {
    // Given
    List<JsonNode> objects = render("own-routes");
    // When
    objects.stream().filter(object -> object.at("/metadata/name").asText().startsWith("crowdsec-connector-routes"))
        .forEach(object -> ((ObjectNode) object.path("metadata")).put("name", "renamed"));
    // Then
    assertThat(References.missing(objects, BY_HAND)).singleElement().asString()
        .contains("StatefulSet crowdsec-connector", "ConfigMap crowdsec-connector-routes");
  }

  private static List<JsonNode> render(String overlay) throws Exception {
    return Kubectl.render(FOLDER.resolve(overlay));
  }
}
