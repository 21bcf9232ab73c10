package io.github.camelcti.crowdsec.cli;

import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/**
 * The user's terminal.
 *
 * @param interactive whether it is a terminal, not a pipe or file, and supports colours
 * @param width its columns
 */
record Screen(boolean interactive, int width) {

  private static final int USUAL = 120;
  private static final int NARROWEST = 40;

  /** The one that this process writes to. */
  @SuppressWarnings("SystemConsoleNull") // from Java 22 on picocli asks the console whether it is a terminal
  static Screen of(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    int width = columns.matches("\\d{1,4}") ? Math.max(NARROWEST, Integer.parseInt(columns)) : USUAL;
    return new Screen(System.console() != null && Ansi.AUTO.enabled(), width);
  }
}
