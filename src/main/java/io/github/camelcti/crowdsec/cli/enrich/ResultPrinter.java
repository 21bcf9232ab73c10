package io.github.camelcti.crowdsec.cli.enrich;

import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import io.github.camelcti.crowdsec.report.CsvReport;
import io.github.camelcti.crowdsec.report.JsonReport;
import io.github.camelcti.crowdsec.report.TextReport;
import io.github.camelcti.crowdsec.report.Triage;
import io.github.camelcti.crowdsec.report.page.HtmlReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints and writes results as {@link ReportOptions} say. */
public final class ResultPrinter {

  private final ReportOptions options;
  private final Screen screen;
  private final Clock clock;
  private final Path directory;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param options what the user wants
   * @param screen where it is shown
   * @param clock for the time of the report
   * @param directory what relative paths start at
   * @param out for facts
   * @param err for complaints
   */
  public ResultPrinter(ReportOptions options, Screen screen, Clock clock, Path directory, PrintStream out, PrintStream err) {
    this.options = options;
    this.screen = screen;
    this.clock = clock;
    this.directory = directory;
    // Whatever the locale, because JSON and terminals use UTF-8.
    this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
    this.err = err;
  }

  /**
   * Prints and writes everything.
   *
   * @param all the results, in the order of the input
   * @param ended why the list was ended early, null if it was not
   * @param list whether the input was a list
   * @return whether everything could be written
   */
  public boolean print(List<Result> all, @Nullable String ended, boolean list) {
    List<Result> shown = options.order().sort(all).stream()
        .filter(result -> options.only == null || options.only.contains(Triage.kind(result))).toList();
    if (options.json()) {
      out.println(JsonReport.results(all, shown, ended, clock.instant()));
    } else if (options.bundle()) {
      String bundles = JsonReport.bundles(shown, list);
      out.print(bundles.isEmpty() ? "" : bundles + "\n");
    } else if (options.forPeople()) {
      out.println(TextReport.of(all, shown, screen.width(), screen.colors()));
    } else {
      out.print(CsvReport.of(shown));
    }
    out.flush();
    if (!options.forPeople()) {
      // Also what --only leaves out, since the exit code is about it.
      all.stream().filter(result -> result.outcome().bad() && result.outcome() != Outcome.NOT_ASKED)
          .forEach(result -> err.println(result.address().replaceAll("\\p{Cntrl}", "?") + ": " + result.sentence()));
    }
    boolean table = write("--csv", ReportOptions.STANDARD_OUTPUT.equals(options.csv) ? null : options.csv, shown, CsvReport::of);
    return write("--html", options.html, shown, results -> HtmlReport.of(results, clock.instant())) && table;
  }

  /** What a file holds. */
  private interface Content {

    String of(List<Result> results);
  }

  private boolean write(String option, @Nullable String file, List<Result> shown, Content content) {
    if (file == null) {
      return true;
    }
    if (shown.isEmpty()) {
      err.println("Did not write " + file + ": there is nothing to show");
      return true;
    }
    try {
      Files.writeString(directory.resolve(file), content.of(shown));
      err.println("Wrote " + file);
      return true;
    } catch (IOException e) {
      err.println("The file " + file + " of " + option + " can't be written (" + reason(e) + ")");
      return false;
    }
  }

  /** Why a file can't be read or written, in words that lead to the fix. */
  public static @Nullable String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no such file"
        : e instanceof FileSystemException ? "check its owner and permissions" : e.getMessage();
  }
}
