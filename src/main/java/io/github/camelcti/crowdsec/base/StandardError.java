package io.github.camelcti.crowdsec.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where standard error goes. */
public final class StandardError {

  private static final Path LINUX = Path.of("/proc/self/fd/2");

  private StandardError() {}

  /** Whether somebody reads it as it comes: a terminal, not a file or a pipe. */
  public static boolean isTerminal() {
    return isTerminal(LINUX);
  }

  /** @param link what the system says where standard error goes; where it says nothing, Java's own guess decides */
  @SuppressWarnings("SystemConsoleNull") // without Linux this is all that Java 17 tells
  static boolean isTerminal(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().matches("/dev/(pts/\\d+|tty\\w*|console)");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
