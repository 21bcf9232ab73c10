package io.github.camelcti.crowdsec.cli.enrich;

import io.github.camelcti.crowdsec.report.Triage;
import io.github.camelcti.crowdsec.report.Triage.Order;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What is shown of results, how, and where: a mixin for commands about addresses. */
public final class ReportOptions {

  static final String STANDARD_OUTPUT = "-";

  @ArgGroup
  private @Nullable Form form;

  @Option(names = "--html", paramLabel = "FILE",
      description = "Write an HTML page with the graph of the enrichment; it works offline.")
  @Nullable String html;

  @Option(names = "--csv", paramLabel = "FILE",
      description = "Write a table for spreadsheets; '-' prints it instead of the table for people.")
  @Nullable String csv;

  @Option(names = "--only", paramLabel = "WORD", split = ",", converter = Kind.class, completionCandidates = Kinds.class,
      description = "Show only addresses with these reputations or outcomes: ${COMPLETION-CANDIDATES}.")
  @Nullable List<String> only;

  @Option(names = "--sort", paramLabel = "ORDER", converter = Sort.class, completionCandidates = Sorts.class,
      description = "${COMPLETION-CANDIDATES}. The table, the page and CSV are sorted by reputation, the worst first; JSON is in "
          + "the order of the input.")
  private @Nullable Order sort;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  /** What is printed instead of the table. */
  static final class Form {

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Option(names = "--bundle",
        description = "Print the STIX 2.1 bundle that would go to the platform; for several addresses, an array of "
            + "bundles.")
    private boolean bundle;
  }

  boolean json() {
    return form != null && form.json;
  }

  boolean bundle() {
    return form != null && form.bundle;
  }

  /** Whether standard output is for people. */
  boolean forPeople() {
    return form == null && !STANDARD_OUTPUT.equals(csv);
  }

  Order order() {
    return sort != null ? sort : form == null ? Order.REPUTATION : Order.INPUT;
  }

  /**
   * To be called before any look-up, because an answer that can't be written wastes a call.
   *
   * @param directory what relative paths start at
   * @throws ParameterException if something can't be written
   */
  public void check(Path directory) {
    if (form != null && STANDARD_OUTPUT.equals(csv)) {
      throw new ParameterException(spec.commandLine(), "--csv - and " + (form.json ? "--json" : "--bundle")
          + " both print to standard output; give --csv a file");
    }
    checkFile("--html", html, directory);
    checkFile("--csv", STANDARD_OUTPUT.equals(csv) ? null : csv, directory);
  }

  private void checkFile(String option, @Nullable String name, Path directory) {
    Path file = name == null ? null : directory.resolve(name).toAbsolutePath();
    if (file != null && (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : file.getParent()))) {
      throw new ParameterException(spec.commandLine(), "The file " + name + " of " + option
          + " can't be written; choose a path in an existing folder that you may write to");
    }
  }

  /** A word of {@link Triage#kinds}. */
  public static final class Kind implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
      String kind = text.strip().toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
      if (!Triage.kinds().contains(kind)) {
        throw new TypeConversionException("'" + text + "' is none of " + String.join(", ", Triage.kinds()));
      }
      return kind;
    }
  }

  static final class Kinds implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Triage.kinds().iterator();
    }
  }

  static final class Sort implements ITypeConverter<Order> {

    @Override
    public Order convert(String text) {
      return Arrays.stream(Order.values()).filter(order -> order.toString().equalsIgnoreCase(text)).findFirst()
          .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
              + String.join(", ", new Sorts())));
    }
  }

  static final class Sorts implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Stream.of(Order.values()).map(Order::toString).iterator();
    }
  }
}
