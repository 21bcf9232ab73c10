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
import org.jspecify.annotations.Nullable;

/** Results for a terminal: a table for several addresses; a card for one address or if a table does not fit. */
public final class TextReport {

  private static final int ROOM_FOR_LISTS = 40;
  private static final int LINES_IN_TABLE = 3;
  private static final int LINES_ON_CARD = 4;
  private static final int TITLE = 15;
  private static final String GAP = "  ";

  /** Columns of a table besides the address and the lists: reputation, confidence, two dates, and all gaps. */
  private static final int FIXED = 14 + 3 * 10 + 7 * 2;

  private final int width;
  private final boolean colors;
  private final List<String> lines = new ArrayList<>();

  private TextReport(int width, boolean colors) {
    this.width = width;
    this.colors = colors;
  }

  /**
   * @param results in order; those that were not looked up are only counted
   * @param width columns of the terminal
   * @param colors whether the terminal shows colours
   * @return the lines, without a line break at the end
   */
  public static String of(List<Result> results, int width, boolean colors) {
    TextReport text = new TextReport(width, colors);
    List<Result> shown = results.stream().filter(result -> result.outcome() != Outcome.NOT_ASKED).toList();
    int fixed = shown.stream().mapToInt(result -> VisibleText.columns(result.address())).max().orElse(0) + FIXED;
    if (shown.size() == 1 || width - fixed < ROOM_FOR_LISTS) {
      shown.forEach(text::card);
    } else if (!shown.isEmpty()) {
      text.table(shown, width - fixed);
    }
    if (results.size() > 1) {
      text.lines.add(summary(results));
    }
    return String.join("\n", text.lines).stripTrailing();
  }

  /** Number of addresses by outcome, in one sentence. */
  static String summary(List<Result> results) {
    Map<Outcome, Long> counts = results.stream()
        .collect(Collectors.groupingBy(Result::outcome, () -> new java.util.EnumMap<>(Outcome.class), Collectors.counting()));
    return results.size() + " addresses: " + counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().words()).collect(Collectors.joining(", "));
  }

  private void table(List<Result> results, int room) {
    int address = results.stream().mapToInt(result -> VisibleText.columns(result.address())).max().orElse(0);
    int behaviors = room * 2 / 5;
    int countries = room / 4;
    int[] widths = {address, 14, 10, 10, 10, behaviors, countries, room - behaviors - countries};
    List<List<String>> head = new ArrayList<>();
    List.of("ADDRESS", "REPUTATION", "CONFIDENCE", "FIRST SEEN", "LAST SEEN", "BEHAVIORS", "COUNTRIES", "LABELS")
        .forEach(title -> head.add(List.of(title)));
    row(widths, head, null);
    for (Result result : results) {
      CtiAnswer answer = result.answer() == null ? CtiAnswer.notKnown() : result.answer();
      row(widths, List.of(
          List.of(VisibleText.line(result.address())),
          List.of(VisibleText.cut(Facts.verdict(result), 14)),
          List.of(answer.confidence() == null ? "" : VisibleText.cut(answer.confidence(), 10)),
          List.of(Dates.day(answer.firstSeen())),
          List.of(Dates.day(answer.lastSeen())),
          LineWrap.items(behaviors(answer), widths[5], LINES_IN_TABLE),
          LineWrap.items(countries(answer), widths[6], LINES_IN_TABLE),
          LineWrap.items(shortened(labels(result), widths[7]), widths[7], LINES_IN_TABLE)), result);
    }
    lines.add("");
    results.stream().filter(result -> !result.outcome().answered()).forEach(result ->
        lines.addAll(LineWrap.words(result.address() + ": " + result.sentence(), width)));
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
