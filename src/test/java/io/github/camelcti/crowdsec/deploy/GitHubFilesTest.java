package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in .github, which nobody runs before they are on GitHub: they parse, and what they name is there. */
class GitHubFilesTest {

  private static final Path FOLDER = Path.of(".github");
  private static final Set<String> FIELDS = Set.of("markdown", "input", "textarea", "dropdown", "checkboxes");
  /** Owners that we trust; a commit, since a tag can be moved; the version for people, which Dependabot keeps. */
  private static final String PINNED = "\\s*(- )?uses: (actions|sigstore)/[a-z-]+@[0-9a-f]{40} # v\\d+[.]\\d+[.]\\d+";
  /** What a job may do beyond reading the sources. */
  private static final Map<String, Set<String>> RIGHTS = Map.of(
      "release.yml image", Set.of("contents:read", "packages:write"),
      "release.yml index", Set.of("contents:read", "packages:write", "id-token:write", "attestations:write"),
      "release.yml chart", Set.of("contents:read", "packages:write", "id-token:write"),
      "release.yml jar", Set.of("contents:read", "id-token:write", "attestations:write"),
      "release.yml notes", Set.of("contents:write"));
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
  void aWorkflowHasNoRightsThatItDoesNotNeed(Path file) throws IOException {
    assertThat(faults(file.getFileName().toString(), Files.readString(file))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      rights of the workflow  | ci.yml      | permissions:\\s+contents: read     | permissions: write-all
      rights of a job         | ci.yml      | (timeout-minutes: 30)            | $1\\n    permissions: {packages: write}
      rights of the job index | release.yml | (packages: write\\s+id-token)     | pages: write\\n      $1
      no limit of time        | ci.yml      | timeout-minutes: 30              | ''
      a tag of an action      | ci.yml      | checkout@[0-9a-f]+               | checkout@v5
      a short commit          | ci.yml      | checkout@([0-9a-f]{12})[0-9a-f]+ | checkout@$1
      no version beside it    | ci.yml      | (checkout@[0-9a-f]+) #.*         | $1
      an owner unknown to us  | ci.yml      | actions/checkout                 | someone/checkout
      a token for later steps | ci.yml      | persist-credentials: false       | persist-credentials: true
      text put into a script  | ci.yml      | run: .ci/run                     | run: .ci/run ${{ github.head_ref }}
      secrets without gate    | release.yml | environment: release             | ''
      """)
  void whatAWorkflowMustNotDoIsFound(String fault, String file, String pattern, String replacement) throws IOException {
    // Given
    String before = Files.readString(FOLDER.resolve("workflows").resolve(file));
    String after = before.replaceFirst(pattern, replacement.replace("${{", "\\${{").replace("\\n", "\n"));
    assertThat(after).isNotEqualTo(before);
    // Then
    assertThat(faults(file, after)).isNotEmpty();
  }

  /** What a workflow must not do. */
  private static List<String> faults(String file, String text) {
    List<String> faults = new ArrayList<>();
    JsonNode workflow = Manifests.parse(text).get(0);
    if (!workflow.path("permissions").toString().equals("{\"contents\":\"read\"}")) {
      faults.add("rights of the whole workflow");
    }
    workflow.path("jobs").properties().forEach(entry -> {
      String name = file + " " + entry.getKey();
      JsonNode job = entry.getValue();
      Set<String> rights = new TreeSet<>();
      job.path("permissions").properties().forEach(right -> rights.add(right.getKey() + ":" + right.getValue().asText()));
      if (job.has("permissions") && !rights.equals(RIGHTS.get(name))) {
        faults.add(name + ": rights " + rights);
      }
      if (!job.path("timeout-minutes").isInt()) {
        faults.add(name + ": no limit of time");
      }
      if (job.toString().contains("secrets.") && !job.path("environment").asText().equals("release")) {
        faults.add(name + ": secrets outside the environment");
      }
      job.path("steps").forEach(step -> {
        if (step.path("run").asText().contains("${{")) {
          faults.add(name + ": an expression in a script, which it could end: " + step.path("run").asText());
        }
        if (step.path("uses").asText().startsWith("actions/checkout@") && step.at("/with/persist-credentials").asBoolean(true)) {
          faults.add(name + ": a checkout that keeps its token");
        }
      });
    });
    text.lines().filter(line -> line.contains("uses:") && !line.matches(PINNED)).forEach(faults::add);
    return faults;
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
  void everyStepIsAScriptThatBashCanRead(Path file) throws Exception {
    for (JsonNode step : steps(file)) {
      Process bash = new ProcessBuilder("bash", "-n", "-c", step.path("run").asText()).redirectErrorStream(true).start();
      String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(bash.waitFor()).as(step + said).isZero();
    }
  }

  @Test
  void mavenCentralComesLastSinceItTakesNothingBack() {
    // Given
    JsonNode jobs = Manifests.read(FOLDER.resolve("workflows/release.yml")).get(0).path("jobs");
    Set<String> before = new TreeSet<>();
    // When
    for (String job = "jar"; !job.isEmpty(); job = jobs.path(job).path("needs").asText()) {
      before.add(job);
    }
    // Then
    assertThat(before).containsExactlyInAnyOrder("check", "image", "index", "chart", "jar");
    assertThat(jobs.path("notes").path("needs").toString()).contains("jar");
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
