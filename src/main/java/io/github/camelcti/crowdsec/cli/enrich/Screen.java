package io.github.camelcti.crowdsec.cli.enrich;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The user's terminal.
 *
 * @param colors whether standard output is a terminal, not a pipe or file, and may show colours
 * @param progress whether standard error is a terminal
 * @param width columns of standard output
 */
public record Screen(boolean colors, boolean progress, int width) {

  private static final int USUAL = 120;
  private static final int NARROWEST = 40;
  private static final File TERMINAL = new File("/dev/tty");

  /** The one that this process writes to. Java tells neither its width nor which of the streams go to it; the shell does. */
  @SuppressWarnings("SystemConsoleNull") // for systems without /dev/tty; from Java 22 on it means less
  public static Screen of(Map<String, String> environment) {
    boolean unix = TERMINAL.exists();
    int missing = unix ? exitCode(new ProcessBuilder("sh", "-c", "test -t 1; o=$?; test -t 2; exit $((o * 2 + $?))").inheritIO())
        : System.console() == null ? 3 : 0;
    boolean out = (missing & 2) == 0;
    boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || environment.getOrDefault("TERM", "").equals("dumb");
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.isEmpty() && unix && out) {
      columns = size().replaceFirst("^\\d+ ", "");
    }
    int width = columns.matches("[1-9]\\d{0,3}") ? Math.max(NARROWEST, Integer.parseInt(columns)) : USUAL;
    return new Screen(out && !plain, (missing & 1) == 0, width);
  }

  /** Rows and columns; an empty text if nobody knows. */
  private static String size() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(TERMINAL).redirectError(Redirect.DISCARD).start();
      return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static int exitCode(ProcessBuilder command) {
    try {
      return command.start().waitFor();
    } catch (IOException e) {
      return -1; // no shell, as in a small image: no terminal
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
