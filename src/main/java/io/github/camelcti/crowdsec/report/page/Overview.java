package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import io.github.camelcti.crowdsec.report.Dates;
import io.github.camelcti.crowdsec.report.Facts;
import io.github.camelcti.crowdsec.report.Summary;
import io.github.camelcti.crowdsec.report.Triage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The first screen of a page about several addresses: how many of what, and a table in the order of the results, with links to
 * the sections. What CrowdSec does not know, and what has no answer, is below it as a number.
 */
final class Overview {

  private static final int TOP = 5;
  private static final List<String> CONFIDENCES = List.of("high", "medium", "low", "none");

  private final Markup page;
  private final List<Result> results;

  Overview(Markup page, List<Result> results) {
    this.page = page;
    this.results = results;
  }

  /** Writes it; returns which results have a row, in its order, because each of them has a section. */
  List<Integer> write() {
    page.open("section", "class", "overview", "id", "list", "aria-labelledby", "list-title")
        .element("h2", results.size() + " addresses", "id", "list-title");
    page.open("ul", "class", "tally");
    results.stream().sorted(Comparator.comparing(Triage::rank))
        .collect(Collectors.groupingBy(Verdict::words, LinkedHashMap::new, Collectors.toList()))
        .forEach((words, some) -> page.open("li", "class", Verdict.tone(some.get(0)), "data-words", words)
            .element("b", String.valueOf(some.size())).text(" " + words).close("li"));
    page.close("ul").open("div", "class", "tops");
    Map<String, Map<String, Long>> facts = Summary.facts(results);
    List.of("behaviors", "networks", "countries", "cves").forEach(kind -> top(kind, facts.getOrDefault(kind, Map.of())));
    page.close("div");
    List<Integer> known = IntStream.range(0, results.size()).boxed().filter(i -> results.get(i).outcome() == Outcome.KNOWN).toList();
    table(known);
    others("not known to CrowdSec", result -> result.outcome() == Outcome.NOT_KNOWN);
    others("without an answer", result -> !result.outcome().answered());
    page.close("section");
    return known;
  }

  /** The most frequent of a kind of fact, with the number of addresses. */
  private void top(String kind, Map<String, Long> counts) {
    if (!counts.isEmpty()) {
      page.open("section").element("h3", "Top " + (kind.equals("cves") ? "CVEs" : kind)).open("ol");
      counts.entrySet().stream().limit(TOP).forEach(entry -> {
        page.open("li");
        Panels.shown(page, "span", entry.getKey());
        page.text(" ").element("b", entry.getValue().toString()).close("li");
      });
      page.close("ol", "section");
    }
  }

  private void table(List<Integer> rows) {
    if (rows.isEmpty()) {
      return;
    }
    page.open("div", "class", "rows", "tabindex", "0", "role", "region", "aria-label", "Addresses that CrowdSec knows");
    page.open("table").open("thead").open("tr");
    List.of("Address", "Reputation", "Confidence", "Why", "Last report", "Network", "Located in", "CVEs")
        .forEach(head -> page.element("th", head, "scope", "col"));
    page.close("tr", "thead").open("tbody");
    rows.forEach(this::row);
    page.close("tbody", "table", "div");
  }

  private void row(int index) {
    Result result = results.get(index);
    CtiAnswer answer = Facts.answer(result);
    page.open("tr", "data-all", everything(answer), "data-words", Verdict.words(result));
    page.open("td", "data-head", "Address").element("a", result.address(), "href", "#a" + (index + 1) + "-top", "class", "ip")
        .close("td");
    page.open("td", "data-head", "Reputation", "data-key", Triage.rank(result))
        .element("span", Verdict.words(result), "class", "badge small " + Verdict.tone(result)).close("td");
    String confidence = answer.confidence();
    cell("Confidence", confidence, confidence == null ? null : CONFIDENCES.indexOf(confidence));
    cell("Why", Verdict.shortReason(answer), null);
    cell("Last report", Dates.day(answer.lastSeen()), null);
    cell("Network", Facts.network(answer), null);
    cell("Located in", answer.country() == null ? null : Countries.name(answer.country()), null);
    cell("CVEs", answer.cves().isEmpty() ? null : String.valueOf(answer.cves().size()), null);
    page.close("tr");
  }

  /** What the filter finds a row by, beside its text. */
  private static String everything(CtiAnswer answer) {
    return Stream.of(Facts.titles(answer.behaviors()), Facts.titles(answer.classifications()),
        Facts.titles(answer.falsePositives()), answer.cves(), answer.mitreTechniques().stream().map(Technique::id).toList(),
        Stream.of(answer.network().range(), answer.network().reverseName(), answer.city()).filter(fact -> fact != null).toList())
        .flatMap(List::stream).distinct().collect(Collectors.joining(" "));
  }

  private void cell(String head, @Nullable String text, @Nullable Integer key) {
    page.element("td", text == null ? "" : text, "data-head", head, "data-key", key);
  }

  /** A number that opens to the addresses, with the little that is known. */
  private void others(String what, Predicate<Result> which) {
    List<Result> some = results.stream().filter(which).toList();
    if (!some.isEmpty()) {
      page.open("details", "class", "others").element("summary", some.size() + " " + what).open("ul");
      some.forEach(result -> page.open("li").element("span", result.address(), "class", "ip").text(" "
          + (result.outcome().answered() ? where(Facts.answer(result)) : result.sentence())).close("li"));
      page.close("ul", "details");
    }
  }

  private static String where(CtiAnswer answer) {
    return Stream.of(Facts.network(answer), Facts.origin(answer)).filter(fact -> !fact.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
