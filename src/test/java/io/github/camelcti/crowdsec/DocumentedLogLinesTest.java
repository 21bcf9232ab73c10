package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lines of the log that pages show are lines that the connector writes, and each of its warnings and errors is on the
 * page for operators, with what to do.
 */
class DocumentedLogLinesTest {

  private static final Path SOURCES = Path.of("src/main/java/io/github/camelcti/crowdsec");
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  /** With or without a marker; the text may be in several pieces. */
  private static final Pattern WARNING = Pattern.compile("(?:LOG|log)\\.(?:warn|error)\\((?:[^\"();]*,\\s*)?\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern STEP = Pattern.compile("loggingLevel: (?:WARN|ERROR)\\s+message: \"(.*)\"");
  private static final Pattern CELL = Pattern.compile("(?m)^\\| (`.*?) \\| ");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern SHOWN = Pattern.compile("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (?:INFO|WARN|ERROR) +(\\S+) +(.*?)(?: \\{.*})?$");
  /** What the connector puts into its lines is between such pieces. */
  private static final Pattern GAP = Pattern.compile("\\.{3}|\"|\n|\\{}|\\$\\{[^}]*}|\\{\\{[^}]*}}|\\d+");

  record Line(String page, String text) {
    @Override
    public String toString() {
      return page + ": " + text;
    }
  }

  static Stream<Line> quoted() throws IOException {
    return rows().stream().map(row -> new Line("docs/operations.md", row));
  }

  static Stream<Line> shown() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Path page : PagesTest.pages().filter(it -> !it.toString().equals("CHANGELOG.md")).toList()) {
      SHOWN.matcher(Files.readString(page)).results()
          // Sentences of works and the banner are checked where they are made.
          .filter(shown -> !List.of("job", "Connector").contains(shown.group(1)))
          .forEach(shown -> lines.add(new Line(page.toString(), shown.group(2))));
    }
    return lines.stream();
  }

  @ParameterizedTest
  @MethodSource("quoted")
  void aLineOfTheTableIsOneOfOurs(Line line) throws IOException {
    String texts = texts();
    assertThat(pieces(line.text())).as("a text of its own").isNotEmpty()
        .allSatisfy(piece -> assertThat(texts).contains(piece));
  }

  /** A whole line has words in it that depend on numbers. */
  @ParameterizedTest
  @MethodSource("shown")
  void aLineThatIsShownIsOneOfOurs(Line line) throws IOException {
    assertThat(pieces(texts())).filteredOn(piece -> piece.length() > 12).anySatisfy(piece -> assertThat(line.text()).contains(piece));
  }

  static Stream<Line> warnings() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Path file : files(SOURCES, ".java").filter(it -> !it.startsWith(SOURCES.resolve("kamelet"))).toList()) {
      WARNING.matcher(joined(file)).results().forEach(found -> lines.add(new Line(file.getFileName().toString(), found.group(1))));
    }
    for (Path file : files(Path.of("routes"), ".yaml").toList()) {
      STEP.matcher(Files.readString(file)).results().forEach(found -> lines.add(new Line(file.toString(), found.group(1))));
    }
    return lines.stream().filter(line -> !pieces(line.text()).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("warnings")
  void aWarningOfOursIsOnThePageForOperators(Line line) throws IOException {
    assertThat(rows()).as("rows with what to do").anySatisfy(row ->
        assertThat(pieces(row)).anySatisfy(piece -> assertThat(line.text()).contains(piece)));
  }

  @Test
  void thereAreSome() throws IOException {
    assertThat(quoted().count()).isGreaterThan(35);
    assertThat(shown().count()).isPositive();
    assertThat(warnings().count()).isGreaterThan(25);
  }

  /** What the table of lines quotes. */
  private static List<String> rows() throws IOException {
    String page = Files.readString(Path.of("docs/operations.md"));
    String table = page.substring(page.indexOf("| line | what to do |"), page.indexOf("\n## What costs a call"));
    return CELL.matcher(table).results().flatMap(cell -> QUOTED.matcher(cell.group(1)).results()).map(quoted -> quoted.group(1)).toList();
  }

  /** The parts of a line that are always the same, and long enough to tell it from others. */
  private static List<String> pieces(String line) {
    return Arrays.stream(GAP.split(line)).map(piece -> piece.replaceAll("^[;:,. ]+|[;:,. ]+$", ""))
        .filter(piece -> piece.contains(" ")).toList();
  }

  /** All texts of the code and the routes, those in several pieces put together. */
  private static String texts() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files(SOURCES, ".java").toList()) {
      Matcher text = TEXT.matcher(joined(file));
      all.append(text.results().map(MatchResult::group).collect(Collectors.joining("\n"))).append('\n');
    }
    for (Path file : files(Path.of("routes"), ".yaml").toList()) {
      all.append(Files.readString(file));
    }
    return all.toString();
  }

  private static String joined(Path file) throws IOException {
    return Files.readString(file).replaceAll("\"\\s*\\+ \"", "");
  }

  private static Stream<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(it -> it.toString().endsWith(suffix)).toList().stream();
    }
  }
}
