package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.health.HealthProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a visitor reads and runs, checked as text; {@link PagesTest} looks at the links. */
class RepositoryTest {

  @Test
  void theFirstScreenOfTheReadmeShowsTheTwoCommands() throws IOException {
    List<String> screen = Files.readAllLines(Path.of("README.md"));
    assertThat(screen.subList(0, 50)).contains("./mvnw -q -Pdemo").contains("./mvnw verify");
  }

  /** Maven passes over a folder of resources that is not there, and the jar lacks it. */
  @Test
  void everyFolderThatTheJarIsMadeOfIsInTheBuildsOfTheImages() throws IOException {
    Matcher folder = Pattern.compile("<directory>([^$<]+)</directory>").matcher(Files.readString(Path.of("pom.xml")));
    while (folder.find()) {
      String first = folder.group(1).replaceFirst("/.*", "");
      for (Path image : List.of(Path.of("Dockerfile"), Path.of("deploy/compose/Dockerfile.doubles"))) {
        assertThat(Files.readAllLines(image)).as(image.toString()).contains("COPY " + first + " " + first);
      }
    }
  }

  @Test
  void thePageOnRoutesNamesEveryFile() throws IOException {
    String page = Files.readString(Path.of("docs/routes.md"));
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      routes.filter(Files::isRegularFile).forEach(route -> assertThat(page).contains("(../" + route + ")"));
    }
  }

  @Test
  void everyTestThatTheSecurityPageNamesExists() throws IOException {
    // Given
    Set<String> tests;
    try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
      tests = sources.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", "")).collect(Collectors.toSet());
    }
    // Then
    List<String> named = Pattern.compile("`(\\w+(?:Test|IT))`").matcher(Files.readString(Path.of("docs/deployment.md")))
        .results().map(name -> name.group(1)).distinct().toList();
    assertThat(named).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(tests).contains(name));
  }

  @Test
  void theImageRunsAsANumberedUserOnPinnedBasesWithoutAShell() throws IOException {
    // Given
    List<String> lines = instructions("Dockerfile");
    // Then
    assertThat(lines).filteredOn(line -> line.startsWith("FROM ")).isNotEmpty().allMatch(RepositoryTest::pinned);
    assertThat(lines).filteredOn(line -> line.matches("ARG .*=.*")).hasSize(2)
        .allMatch(line -> line.matches("ARG [A-Z_]+=docker[.]io/[a-z/-]+:\\d+[0-9A-Za-z._-]+(@sha256:[0-9a-f]{64})?"));
    assertThat(lines).filteredOn(line -> line.startsWith("USER ")).singleElement().asString().matches("USER [1-9]\\d*:[1-9]\\d*");
    assertThat(lines).filteredOn(line -> line.startsWith("ENTRYPOINT ")).singleElement().asString()
        .startsWith("ENTRYPOINT [\"java\"").endsWith("\"-jar\", \"crowdsec-connector.jar\"]");
    assertThat(lines).noneMatch(line -> line.contains(":latest")).noneMatch(line -> line.startsWith("CMD "));
  }

  @Test
  void theImageChecksItsHealthWithAClassOfTheJar() throws IOException {
    assertThat(instructions("Dockerfile")).filteredOn(line -> line.startsWith("HEALTHCHECK ")).singleElement().asString()
        .contains(" CMD [\"java\"").contains("\"-cp\", \"crowdsec-connector.jar\", \"" + HealthProbe.class.getName() + "\"]");
  }

  @Test
  void theImageStatesTheVersionThatTheBuildHas() throws IOException {
    assertThat(String.join(" ", instructions("Dockerfile"))).contains("org.opencontainers.image.version=\"" + Build.version() + "\"")
        .contains("org.opencontainers.image.licenses").contains("org.opencontainers.image.base.name");
  }

  /** A stage of its own that stands above, or an image with a version. */
  private static boolean pinned(String from) {
    return from.matches("FROM (--platform=\\$BUILDPLATFORM )?(application|\\$\\{[A-Z_]+})( AS [a-z]+)?");
  }

  /** Without comments, each instruction on one line. */
  private static List<String> instructions(String dockerfile) throws IOException {
    return Files.readString(Path.of(dockerfile)).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", "").lines().toList();
  }
}
