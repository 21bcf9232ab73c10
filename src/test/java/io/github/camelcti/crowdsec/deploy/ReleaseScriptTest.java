package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.base.Build;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The steps of {@code .ci/release} that need only the sources, on a copy of them; the others are in its dry run. */
class ReleaseScriptTest {

  @TempDir
  private Path copy;

  @BeforeEach
  void copyTheSources() throws IOException {
    for (String name : List.of(".ci/release", "pom.xml", "README.md", "CHANGELOG.md", "Dockerfile", "docker-compose.yml", ".github",
        "__metadata__", "deploy", "docs", "examples", "kamelets")) {
      try (Stream<Path> files = Files.walk(Path.of(name))) {
        for (Path file : files.toList()) {
          Files.createDirectories(copy.resolve(file).getParent());
          Files.copy(file, copy.resolve(file));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"versions, places name", "pom, has what Maven Central asks for", "notes, ### Added"})
  void whatIsInTheRepositoryPasses(String step, String says) throws Exception {
    assertThat(release(0, step)).contains(says);
  }

  @Test
  void aReleaseOfADatedVersionPassesAndItsNotesEndBeforeTheNextVersion() throws Exception {
    // Given
    edit("CHANGELOG.md", "## " + Build.version() + " - unreleased", "## " + Build.version() + " - 2026-12-01");
    Files.writeString(copy.resolve("CHANGELOG.md"), Files.readString(copy.resolve("CHANGELOG.md")) + "\n## 0.0.9 - 2026-01-01\n\n- The one before\n");
    // Then
    assertThat(release(0, "versions", "v" + Build.version())).contains("places name");
    assertThat(release(0, "notes")).contains("### Fixed").doesNotContain("The one before")
        .doesNotContainPattern("\\]\\((?!https://|#)");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      the chart          | versions | deploy/helm/crowdsec-connector/Chart.yaml        | appVersion: [0-9.]+              | appVersion: 0.0.9
      a Kamelet          | versions | kamelets/opencti-bundle-sink.kamelet.yaml        | catalog.version: "[0-9.]+"       | catalog.version: "0.0.9"
      a dependency       | versions | kamelets/opencti-bundle-sink.kamelet.yaml        | (crowdsec-connector):[0-9.]+     | $1:0.0.9
      the image          | versions | Dockerfile                                       | (image.version=")[0-9.]+         | $10.0.9
      the StatefulSet    | versions | deploy/kubernetes/base/statefulset.yaml          | (image: crowdsec-connector:).*   | $10.0.9
      an overlay         | versions | deploy/kubernetes/example/kustomization.yaml     | newTag: .*                       | newTag: 0.0.9
      Camel K            | versions | deploy/camel-k/base/integration.yaml             | (image: crowdsec-connector:).*   | $10.0.9
      the Camel CLI      | versions | deploy/camel-cli/pom.xml                         | (camel-cli</artifactId>\\s*<version>)[0-9.]+ | $10.0.9
      a page             | versions | docs/deployment.md                               | (crowdsec-connector):[0-9.]+     | $1:0.0.9
      the manifest       | versions | __metadata__/connector_manifest.json             | (container_version": ")[0-9.]+   | $10.0.9
      Camel in a page    | versions | docs/routes.md                                   | Camel CLI [0-9.]+                | Camel CLI 4.17.1
      Camel in the CLI   | versions | deploy/camel-cli/pom.xml                         | (<camel.version>)[0-9.]+         | $14.17.1
      no version at all  | versions | docker-compose.yml                               | image: crowdsec-connector:[0-9.]+ | image: crowdsec-connector
      the changelog      | versions | CHANGELOG.md                                     | ## 0.1.0                         | ## 0.0.9
      no url             | pom      | pom.xml                                          | <url>https://github.com/camelcti/crowdsec-connector</url>\\s*<inceptionYear> | <inceptionYear>
      no licence's url   | pom      | pom.xml                                          | <url>https://www.apache[^<]*</url> | ''
      no developer       | pom      | pom.xml                                          | <developer>(?s:.*)</developer>   | ''
      no scm             | pom      | pom.xml                                          | <scm>(?s:.*)</scm>               | ''
      a snapshot         | pom      | pom.xml                                          | <version>0.1.0</version>         | <version>0.1.0-SNAPSHOT</version>
      a repository       | pom      | pom.xml                                          | <properties>                     | <repositories><repository/></repositories><properties>
      nothing to say     | notes    | CHANGELOG.md                                     | (?m)^- .*                        | ''
      """)
  void whatIsWrongIsRefused(String what, String step, String file, String pattern, String replacement) throws Exception {
    // Given
    edit(file, pattern, replacement);
    // When
    String said = release(1, step);
    // Then
    assertThat(said).startsWith("release: ").doesNotContain("places name");
    if (said.contains("not the version") && !file.equals("pom.xml")) {
      assertThat(said).contains(file);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"v0.0.9, is not v", "v0.1.0, has no date"})
  void aTagThatDoesNotFitIsRefused(String tag, String says) throws Exception {
    assertThat(release(1, "versions", tag)).contains(says);
  }

  private void edit(String file, String pattern, String replacement) throws IOException {
    String before = Files.readString(copy.resolve(file));
    String after = before.replaceAll(pattern, replacement);
    assertThat(after).as(pattern).isNotEqualTo(before);
    Files.writeString(copy.resolve(file), after);
  }

  private String release(int code, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(copy.resolve(".ci/release").toString()).redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    return said;
  }
}
