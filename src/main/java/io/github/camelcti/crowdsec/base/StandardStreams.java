package io.github.camelcti.crowdsec.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where standard output and standard error go. */
public final class StandardStreams {

  /** The number of standard output. */
  public static final int OUT = 1;
  /** The number of standard error. */
  public static final int ERROR = 2;

  private StandardStreams() {}

  /** Whether somebody reads a stream as it comes: a terminal, not a file or a pipe. */
  public static boolean isTerminal(int stream) {
    return isTerminal(stream, Path.of("/proc/self/fd/" + stream));
  }

  /** @param link what Linux says where the stream goes; elsewhere, the shell is asked */
  static boolean isTerminal(int stream, Path link) {
    try {
      return Files.readSymbolicLink(link).toString().matches("/dev/(pts/\\d+|tty\\w*|console)");
    } catch (IOException | UnsupportedOperationException e) {
      return shellSays(stream);
    }
  }

  @SuppressWarnings("SystemConsoleNull") // without a shell this is all that Java 17 tells
  private static boolean shellSays(int stream) {
    try {
      return new ProcessBuilder("sh", "-c", "test -t " + stream).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return System.console() != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
