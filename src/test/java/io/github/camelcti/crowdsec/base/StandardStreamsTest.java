package io.github.camelcti.crowdsec.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardStreamsTest {

  @TempDir
  private Path folder;

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
      "a window, /dev/pts/3, true",
      "a screen, /dev/tty1, true",
      "a container with a terminal, /dev/console, true",
      "a serial line, /dev/ttyS0, true",
      "nowhere, /dev/null, false",
      "a file, /var/log/connector.log, false",
      "a pipe, pipe:[4711], false",
      "a log driver, socket:[4711], false"})
  void isATerminalWhereSomebodyReadsIt(String name, String target, boolean terminal) throws IOException {
    // Given
    Path link = Files.createSymbolicLink(folder.resolve("2"), Path.of(target));
    // When, Then
    assertThat(StandardStreams.isTerminal(StandardStreams.ERROR, link)).as(name).isEqualTo(terminal);
  }
}
