package io.github.camelcti.crowdsec.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Java makes of {@code jvm.options}, by its own word. */
class JvmOptionsTest {

  @ParameterizedTest(name = "with {0} of memory")
  @ValueSource(strings = {"256m", "512m", "16g", "64g", "512g"})
  void javaTakesTheOptionsAndKeepsReferencesSmall(String memory) throws Exception {
    // Given a machine, or a container, of this size
    Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:MaxRAM=" + memory, "@jvm.options", "-XX:+PrintFlagsFinal", "-version").redirectErrorStream(true).start();

    // When Java is started with our options
    String says = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    // Then it has no fault to find, and references take four bytes
    assertThat(java.waitFor()).as(says).isZero();
    assertThat(says).doesNotContainIgnoringCase("warning:").containsPattern("bool UseCompressedOops +:?= true")
        .containsPattern("bool UseSerialGC +:?= true");
  }
}
