package io.github.camelcti.crowdsec.cli.enrich;

import io.github.camelcti.crowdsec.base.StandardStreams;
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

  /** The one that this process writes to. Java does not tell its width; the shell's command does. */
  public static Screen of(Map<String, String> environment) {
    boolean out = StandardStreams.isTerminal(StandardStreams.OUT);
    boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || environment.getOrDefault("TERM", "").equals("dumb");
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.isEmpty() && out && TERMINAL.exists()) {
      columns = size().replaceFirst("^\\d+ ", "");
    }
    int width = columns.matches("[1-9]\\d{0,3}") ? Math.max(NARROWEST, Integer.parseInt(columns)) : USUAL;
    return new Screen(out && !plain, StandardStreams.isTerminal(StandardStreams.ERROR), width);
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
}
