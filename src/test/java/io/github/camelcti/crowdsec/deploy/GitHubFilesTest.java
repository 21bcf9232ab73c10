package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in .github, which nobody runs before they are on GitHub: they parse, and what they name is there. */
class GitHubFilesTest {

  private static final Path FOLDER = Path.of(".github");
  private static final Set<String> FIELDS = Set.of("markdown", "input", "textarea", "dropdown", "checkboxes");
  /** Which file a folder needs to be watched for updates. */
  private static final Map<String, String> MANIFESTS =
      Map.of("maven", "pom.xml", "github-actions", ".github", "docker", "Dockerfile");

  static Stream<Path> yaml() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList().stream();
    }
  }

  static Stream<Path> workflows() throws IOException {
    return yaml().filter(file -> file.getParent().endsWith("workflows"));
  }

  @ParameterizedTest
  @MethodSource("yaml")
  void everyFileIsOneYamlObject(Path file) {
    assertThat(Manifests.read(file)).singleElement().matches(JsonNode::isObject);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void aWorkflowMayReadTheSourcesAndNothingElse(Path file) {
    // Given
    JsonNode workflow = Manifests.read(file).get(0);
    // Then
    assertThat(workflow.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
    assertThat(workflow.path("jobs")).isNotEmpty().allSatisfy(job -> {
      assertThat(job.has("permissions")).isFalse();
      assertThat(job.path("timeout-minutes").isInt()).isTrue();
    });
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyScriptThatAWorkflowRunsIsThere(Path file) {
    // Given
    Set<String> scripts = new TreeSet<>();
    for (JsonNode step : steps(file)) {
      Matcher script = Pattern.compile("(?<!\\S)(?:\\./|\\.ci/|bench/)\\S+").matcher(step.path("run").asText());
      while (script.find()) {
        scripts.add(script.group());
      }
    }
    // Then
    assertThat(scripts).isNotEmpty().allSatisfy(script -> assertThat(Path.of(script)).isExecutable());
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void actionsAreGitHubsOwnAtAMajorVersionOrACommit(Path file) {
    assertThat(steps(file)).filteredOn(step -> step.has("uses")).isNotEmpty()
        .allSatisfy(step -> assertThat(step.path("uses").asText()).matches("actions/[a-z-]+@(v\\d+|[0-9a-f]{40})"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bug.yml", "feature.yml"})
  void anIssueFormHasWhatGitHubWantsAndWarnsOfSecrets(String name) {
    // Given
    JsonNode form = Manifests.read(FOLDER.resolve("ISSUE_TEMPLATE").resolve(name)).get(0);
    List<String> ids = new ArrayList<>();
    for (JsonNode field : form.path("body")) {
      assertThat(FIELDS).contains(field.path("type").asText());
      if (!field.path("type").asText().equals("markdown")) {
        ids.add(field.path("id").asText());
        assertThat(field.path("attributes").path("label").asText()).isNotEmpty();
      }
    }
    // Then
    assertThat(form.path("name").asText()).isNotEmpty();
    assertThat(form.path("description").asText()).isNotEmpty();
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates().doesNotContain("");
    assertThat(form.path("body").path(0).at("/attributes/value").asText()).contains("Leave secrets out");
  }

  @Test
  void updatesAreLookedForWhereThereAreVersions() {
    for (JsonNode update : Manifests.read(FOLDER.resolve("dependabot.yml")).get(0).path("updates")) {
      String ecosystem = update.path("package-ecosystem").asText();
      List<String> folders = new ArrayList<>();
      update.path("directories").forEach(folder -> folders.add(folder.asText()));
      if (update.has("directory")) {
        folders.add(update.path("directory").asText());
      }
      assertThat(folders).as(ecosystem).isNotEmpty().allSatisfy(folder ->
          assertThat(Path.of("." + folder).toFile().list()).as(folder).anyMatch(file -> file.startsWith(MANIFESTS.get(ecosystem))));
    }
  }

  private static List<JsonNode> steps(Path workflow) {
    List<JsonNode> steps = new ArrayList<>();
    Manifests.read(workflow).get(0).path("jobs").forEach(job -> job.path("steps").forEach(steps::add));
    return steps;
  }
}
