package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder for Karavan is what its script makes of today's routes, and Karavan's core loses nothing of them. */
class KaravanProjectTest {

  private static final int NOT_TRIED = 77;

  @Test
  void theProjectIsUpToDate(@TempDir Path folder) throws Exception {
    // Given
    Path fresh = folder.resolve("project");
    // When
    Run run = Run.of("deploy/karavan/assemble", fresh.toString());
    // Then
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(contents(Path.of("deploy/karavan/project"))).as("run deploy/karavan/assemble").isEqualTo(contents(fresh));
  }

  @Test
  void openingAndSavingInKaravanLosesNothing() throws Exception {
    Run run = Run.of(".ci/karavan-roundtrip");
    assumeTrue(run.exitCode() != NOT_TRIED, run.output());
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
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
