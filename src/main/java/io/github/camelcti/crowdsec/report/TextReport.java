package io.github.camelcti.crowdsec.report;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import io.github.camelcti.crowdsec.stix.Label;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Results for a terminal: a table for several addresses; a card for one address or if a table does not fit. */
public final class TextReport {

  private static final int ROOM_FOR_LISTS = 40;
  private static final int LEAST_ROOM = 12;
  private static final int LINES_OF_ROW = 3;
  private static final int ROWS_OF_SHORT_LIST = 10;
  private static final int LINES_ON_CARD = 4;
  private static final int LINES_OF_FOLDED = 2;
  private static final int MOST_COMPLAINTS = 10;
  private static final int FEW = 4;
  private static final int TITLE = 15;
  private static final String GAP = "  ";

  /** Columns of a table besides the address and the lists: reputation, confidence, two dates, and all gaps. */
  private static final int WIDE = 14 + 3 * 10 + 7 * 2;
  /** The same of a narrow table: reputation, one date. */
  private static final int NARROW = 14 + 10 + 3 * 2;

  private static final Map<String, String> TITLES = Map.of("behaviors", "Behaviors", "classifications", "Known as",
      "false_positives", "False positive", "networks", "Networks", "countries", "Located in", "cves", "CVEs",
      "references", "Blocklists");

  private final int width;
  private final boolean colors;
  private final List<String> lines = new ArrayList<>();

  private TextReport(int width, boolean colors) {
    this.width = width;
    this.colors = colors;
  }

  /**
   * Results, or a list of which only a part is shown; the summary is about all of it. Addresses that CrowdSec has nothing
   * on, and those that were not looked up, are counted and take no row.
   *
   * @param all what was given
   * @param shown what the reader wants to see of it, in order
   * @param width columns of the terminal
   * @param colors whether the terminal shows colours
   * @return the lines, without a line break at the end
   */
  public static String of(List<Result> all, List<Result> shown, int width, boolean colors) {
    TextReport text = new TextReport(width, colors);
    if (all.size() == 1) {
      shown.forEach(text::card);
    } else {
      text.list(all, shown);
    }
    return String.join("\n", text.lines).stripTrailing();
  }

  private void list(List<Result> all, List<Result> shown) {
    Map<Outcome, List<Result>> parts = shown.stream().collect(Collectors.groupingBy(Result::outcome));
    List<Result> known = parts.getOrDefault(Outcome.KNOWN, List.of());
    if (!all.isEmpty()) {
      lines.addAll(LineWrap.words(summary(all), width));
    }
    if (all.stream().filter(result -> result.outcome() == Outcome.KNOWN).count() > FEW) {
      Summary.facts(all).forEach((kind, counts) -> block(TITLES.getOrDefault(kind, kind), LineWrap.items(
          counts.entrySet().stream().map(fact -> fact.getKey() + " " + fact.getValue()).toList(), room(), 1)));
    }
    lines.add("");
    int address = known.stream().mapToInt(result -> VisibleText.columns(result.address())).max().orElse(0);
    if (width - address - NARROW < LEAST_ROOM) {
      known.forEach(this::card);
    } else if (!known.isEmpty()) {
      table(known, address);
    }
    folded("Not known", parts.getOrDefault(Outcome.NOT_KNOWN, List.of()));
    folded("Private", parts.getOrDefault(Outcome.PRIVATE, List.of()));
    complaints(Stream.of(Outcome.NOT_AN_ADDRESS, Outcome.FAILED)
        .flatMap(outcome -> parts.getOrDefault(outcome, List.of()).stream()).toList());
    if (all.size() > shown.size()) {
      lines.add(all.size() - shown.size() + " left out (--only)");
    }
  }

  /** How many addresses are what, in one sentence. */
  static String summary(List<Result> results) {
    return results.size() + " addresses: " + Summary.kinds(results).entrySet().stream()
        .map(kind -> kind.getValue() + " " + (kind.getKey().equals("not_asked") ? Outcome.NOT_ASKED.words()
            : kind.getKey().replace('_', ' '))).collect(Collectors.joining(", "));
  }

  private void folded(String title, List<Result> results) {
    block(title, LineWrap.items(results.stream().map(Result::address).toList(), room(), LINES_OF_FOLDED));
  }

  private void complaints(List<Result> results) {
    results.stream().limit(MOST_COMPLAINTS).forEach(result ->
        lines.addAll(LineWrap.words(result.address() + ": " + result.sentence(), width)));
    if (results.size() > MOST_COMPLAINTS) {
      lines.add(results.size() - MOST_COMPLAINTS + " more without an answer; --json has all");
    }
  }

  private void table(List<Result> results, int address) {
    boolean wide = width - address - WIDE >= ROOM_FOR_LISTS;
    int room = width - address - (wide ? WIDE : NARROW);
    int behaviors = room * 2 / 5;
    int countries = room / 4;
    int[] widths = wide ? new int[] {address, 14, 10, 10, 10, behaviors, countries, room - behaviors - countries}
        : new int[] {address, 14, 10, room};
    int high = results.size() > ROWS_OF_SHORT_LIST ? 1 : LINES_OF_ROW;
    row(widths, (wide ? Stream.of("ADDRESS", "REPUTATION", "CONFIDENCE", "FIRST SEEN", "LAST SEEN", "BEHAVIORS", "COUNTRIES",
        "LABELS") : Stream.of("ADDRESS", "REPUTATION", "LAST SEEN", "BEHAVIORS")).map(List::of).toList(), null);
    for (Result result : results) {
      CtiAnswer answer = Facts.answer(result);
      List<List<String>> cells = new ArrayList<>();
      cells.add(List.of(VisibleText.line(result.address())));
      cells.add(List.of(VisibleText.cut(Facts.verdict(result), 14)));
      if (wide) {
        cells.add(List.of(answer.confidence() == null ? "" : VisibleText.cut(answer.confidence(), 10)));
        cells.add(List.of(Dates.day(answer.firstSeen())));
      }
      cells.add(List.of(Dates.day(answer.lastSeen())));
      cells.add(LineWrap.items(behaviors(answer), wide ? behaviors : room, high));
      if (wide) {
        cells.add(LineWrap.items(countries(answer), countries, high));
        cells.add(LineWrap.items(shortened(labels(result), widths[7]), widths[7], high));
      }
      row(widths, cells, result);
    }
    lines.add("");
  }

  /** If a label is too wide, its end says more than its start, which is the author of a scenario. */
  private static List<String> shortened(List<String> labels, int width) {
    return labels.stream()
        .map(label -> VisibleText.columns(label) < width ? label : label.replaceFirst("^[\\w.-]+/", "")).toList();
  }

  private void row(int[] widths, List<List<String>> cells, @Nullable Result result) {
    int height = cells.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < height; i++) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = i < cells.get(column).size() ? cells.get(column).get(i) : "";
        String padded = cell + " ".repeat(Math.max(0, widths[column] - VisibleText.columns(cell))) + GAP;
        line.append(column == 1 && i == 0 && result != null ? painted(padded, result) : padded);
      }
      lines.add(line.toString().stripTrailing());
    }
  }

  private void card(Result result) {
    lines.add(VisibleText.cut(VisibleText.line(result.address()), width));
    if (result.answer() != null) {
      CtiAnswer answer = result.answer();
      fact("Looked up", result.answeredAt() == null ? null : Dates.minute(result.answeredAt()));
      fact("Reputation", painted(VisibleText.cut(VisibleText.line(Facts.verdict(result)), room()), result), true);
      fact("Confidence", answer.confidence());
      fact("Score", Facts.score(result));
      fact("First seen", Dates.day(answer.firstSeen()));
      fact("Last seen", Dates.day(answer.lastSeen()));
      fact("Located in", Facts.origin(answer));
      fact("Network", Facts.network(answer));
      fact("Reverse name", answer.network().reverseName());
      Map<String, List<String>> lists = new LinkedHashMap<>();
      lists.put("False positive", Facts.titles(answer.falsePositives()));
      lists.put("Known as", Facts.titles(answer.classifications()));
      lists.put("Behaviors", behaviors(answer));
      lists.put("Countries", countries(answer));
      lists.put("CVEs", answer.cves());
      lists.put("Blocklists", answer.references().stream().map(CtiAnswer.Reference::label).toList());
      lists.put("Techniques", answer.mitreTechniques().stream().map(CtiAnswer.Technique::id).toList());
      lists.put("Labels", labels(result));
      lists.forEach((title, items) -> block(title, LineWrap.items(items, room(), LINES_ON_CARD)));
    }
    block("Result", LineWrap.words(result.sentence(), room()));
    lines.add("");
  }

  private void fact(String title, @Nullable String value) {
    fact(title, value == null ? "" : VisibleText.cut(VisibleText.line(value), room()), value != null && !value.isEmpty());
  }

  private void fact(String title, String value, boolean known) {
    block(title, known ? List.of(value) : List.of());
  }

  private int room() {
    return width - TITLE - GAP.length();
  }

  private void block(String title, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      String head = i == 0 ? title : "";
      lines.add(GAP + head + " ".repeat(TITLE - head.length()) + values.get(i));
    }
  }

  private String painted(String text, Result result) {
    String color = switch (Facts.tone(result)) {
      case "malicious" -> "1;31";
      case "suspicious" -> "33";
      case "benign" -> "32";
      case "safe" -> "36";
      default -> null;
    };
    return colors && color != null ? "\u001B[" + color + "m" + text + "\u001B[0m" : text;
  }

  private static List<String> behaviors(CtiAnswer answer) {
    return Facts.titles(answer.behaviors());
  }

  private static List<String> countries(CtiAnswer answer) {
    return Facts.targets(answer).stream().map(Facts.Target::line).toList();
  }

  private static List<String> labels(Result result) {
    return result.enrichment() == null ? List.of() : Facts.labels(result).stream().map(Label::value).toList();
  }
}
