package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelcti.crowdsec.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code extra}: what is in the folder, and what Maven puts there. */
class ExtraCommandTest {

  @TempDir
  private Path directory;

  @Test
  void listsWhatIsThereAndSaysWhatCannotBeUsed() throws IOException {
    // Given
    Files.createDirectories(directory.resolve("extra"));
    Files.writeString(directory.resolve("extra/soc-beans.jar"), "not a jar");
    Files.copy(Path.of(jarOf(Test.class)), directory.resolve("extra/camel-kafka-4.1.0.jar"));
    // When
    Terminal terminal = Terminal.type(Map.of(), directory, "extra");
    // Then
    assertThat(terminal.out()).contains("camel-kafka-4.1.0.jar", "soc-beans.jar");
    assertThat(terminal.err()).contains("extra/soc-beans.jar is not a jar", "extra/camel-kafka-4.1.0.jar is a module of Camel 4.1.0");
    assertThat(terminal.exitCode()).isEqualTo(1);
    assertThat(Terminal.type(Map.of(), directory.resolve("none"), "extra")).satisfies(
        none -> assertThat(none.exitCode()).isZero(), none -> assertThat(none.out()).contains("no jars in extra/"));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"kafka, camel-kafka", "camel-kafka, camel-kafka", "groovy, camel-groovy", "org.example:soc:1.2, soc"})
  void withoutMavenSaysHowToDoItElsewhere(String name, String artifact) {
    // When
    Terminal terminal = Terminal.type(Map.of(), directory, "extra", "add", name, "--maven", "no-maven-here");
    // Then
    assertThat(terminal.exitCode()).isEqualTo(1);
    assertThat(terminal.err()).contains("There is no Maven here", "copy-dependencies");
    assertThat(terminal.out()).contains("<artifactId>" + artifact + "</artifactId>", "<artifactId>camel-bom</artifactId>");
    assertThat(directory.resolve("extra")).doesNotExist();
  }

  @Test
  void refusesANameThatIsNone() {
    Terminal terminal = Terminal.type(Map.of(), directory, "extra", "add", "kafkaa");
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("'kafkaa' is no module");
  }

  @Test
  @Tag("nightly")
  void addsAModuleAndWhatItNeedsButNotWhatIsShipped() throws IOException {
    // When
    Terminal terminal = Terminal.type(Map.of(), directory, "extra", "add", "stub", "--maven",
        Path.of("mvnw").toAbsolutePath().toString());
    assumeTrue(terminal.exitCode() == 0, () -> "Maven can't get camel-stub: " + terminal.err());
    // Then
    try (Stream<Path> files = Files.list(directory.resolve("extra"))) {
      assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.startsWith("camel-stub-4"))
          .noneMatch(name -> name.startsWith("camel-api-") || name.startsWith("slf4j-api-"));
    }
    assertThat(terminal.out()).contains("extra/camel-stub-", "Restart");
  }

  private static String jarOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}
