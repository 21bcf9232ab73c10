package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.Dates;
import io.github.camelcti.crowdsec.report.Facts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The first table of a page about several addresses: a row for each, with a link to its section. */
final class Overview {

  private static final int MOST_WORDS = 3;
  private static final int FACTS = 5;

  private Overview() {}

  static void write(Markup page, List<Result> results) {
    page.open("section", "class", "overview").element("h2", results.size() + " addresses");
    Map<String, Long> counts = results.stream()
        .collect(Collectors.groupingBy(Facts::verdict, TreeMap::new, Collectors.counting()));
    page.element("p", counts.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", ")), "class", "sentence");
    page.open("table").open("thead").open("tr");
    List.of("Address", "Reputation", "Confidence", "First seen", "Last seen", "Behaviors", "Countries")
        .forEach(head -> page.element("th", head, "scope", "col"));
    page.close("tr", "thead").open("tbody");
    for (int i = 0; i < results.size(); i++) {
      row(page, results.get(i), i + 1);
    }
    page.close("tbody", "table", "section");
  }

  private static void row(Markup page, Result result, int number) {
    CtiAnswer answer = result.answer() == null ? CtiAnswer.notKnown() : result.answer();
    boolean hasSection = result.outcome().answered();
    page.open("tr").open("td", "data-head", "Address").element(hasSection ? "a" : "span", result.address(),
        "href", hasSection ? "#a" + number + "-top" : null, "class", "ip").close("td");
    page.open("td", "data-head", "Reputation")
        .element("span", Facts.verdict(result), "class", "badge small " + Facts.tone(result)).close("td");
    if (!hasSection) {
      page.element("td", result.sentence(), "colspan", FACTS, "class", "why").close("tr");
      return;
    }
    cell(page, "Confidence", answer.confidence());
    cell(page, "First seen", Dates.day(answer.firstSeen()));
    cell(page, "Last seen", Dates.day(answer.lastSeen()));
    cell(page, "Behaviors", some(Facts.titles(answer.behaviors())));
    cell(page, "Countries", some(Facts.targets(answer).stream().map(Facts.Target::line).toList()));
    page.close("tr");
  }

  private static String some(List<String> words) {
    String first = words.stream().limit(MOST_WORDS).collect(Collectors.joining(", "));
    return words.size() <= MOST_WORDS ? first : first + " and " + (words.size() - MOST_WORDS) + " more";
  }

  private static void cell(Markup page, String head, @Nullable String text) {
    page.element("td", text == null ? "" : text, "data-head", head);
  }
}
