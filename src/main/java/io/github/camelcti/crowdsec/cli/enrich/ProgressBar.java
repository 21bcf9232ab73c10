package io.github.camelcti.crowdsec.cli.enrich;

import io.github.camelcti.crowdsec.lookup.LookUp;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Progress of a list, on one line of the terminal that is overwritten and cleared at the end. */
public final class ProgressBar implements LookUp.Progress {

  // Together less than 80 columns, since only one line is wiped.
  private static final int CELLS = 20;
  private static final int MOST_LETTERS = 40;
  private static final String WIPE = "\r\u001B[2K";

  private final PrintStream terminal;

  /** @param terminal standard error, if that is a terminal */
  public ProgressBar(PrintStream terminal) {
    this.terminal = terminal;
  }

  @Override
  public void at(int done, int all, @Nullable String next) {
    terminal.print(next == null ? WIPE : WIPE + bar(done, all, next));
    terminal.flush();
  }

  static String bar(int done, int all, String next) {
    int full = all == 0 ? CELLS : CELLS * done / all;
    String shown = next.replaceAll("\\p{Cntrl}", "?");
    return "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "] " + done + "/" + all + " "
        + (shown.length() > MOST_LETTERS ? shown.substring(0, MOST_LETTERS) : shown);
  }
}
