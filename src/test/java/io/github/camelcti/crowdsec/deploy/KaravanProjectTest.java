package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.base.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder for Karavan is what its script makes of today's routes. */
class KaravanProjectTest {

  @Test
  void theProjectHasEveryFileOfTodayInOneFolder(@TempDir Path folder) throws Exception {
    // Given
    Map<String, String> ours = new TreeMap<>();
    for (String source : List.of("routes", "routes/graphql", "kamelets")) {
      contents(Path.of(source)).forEach((name, content) -> assertThat(ours.put(name, content)).as(name).isNull());
    }
    // When
    Run run = Run.of("deploy/karavan/assemble", folder.resolve("project").toString());
    // Then
    assertThat(run.exitCode()).as(run.output()).isZero();
    Map<String, String> project = contents(folder.resolve("project"));
    String properties = project.remove("application.properties");
    assertThat(project).isEqualTo(ours);
    assertThat(properties).doesNotContain("routesIncludePattern", "routes/")
        .contains("\ngraphql.folder = file:.\n", "mvn:io.github.camelcti:crowdsec-connector:" + Build.version());
    assertThat(properties.lines()).containsAll(Files.readAllLines(Path.of("application.properties")).stream()
        .filter(line -> line.contains("=") && !line.matches("graphql.folder.*|camel.main.routesIncludePattern.*")).toList());
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).filter(it -> !it.endsWith("kustomization.yaml")).toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }

  private record Run(int exitCode, String output) {

    static Run of(String... command) throws Exception {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes());
      return new Run(process.waitFor(), output);
    }
  }
}
