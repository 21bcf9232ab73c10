package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Network;
import io.github.camelcti.crowdsec.enrich.text.Numbers;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.Dates;
import io.github.camelcti.crowdsec.report.Facts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the page shows of one address: the verdict with its reason, the facts, and what the connector writes. */
final class AddressSection {

  /** With more addresses, graphs and JSON would make the page too large to mail. */
  private static final int MOST_DRAWN = 25;
  private static final Map<String, String> PERIODS = ordered(
      "last_day", "Day", "last_week", "Week", "last_month", "Month", "overall", "Overall");
  private static final Map<String, String> COMPONENTS = ordered("total", "all of them", "aggressiveness", "how often",
      "threat", "how dangerous", "trust", "how reliable", "anomaly", "how odd the device");

  private final Markup page;
  private final Result result;
  private final String prefix;
  private final int addresses;
  private final Instant now;

  /**
   * @param number of the result, from 1
   * @param addresses how many are on the page
   * @param now when the page is made
   */
  AddressSection(Markup page, Result result, int number, int addresses, Instant now) {
    this.page = page;
    this.result = result;
    this.prefix = "a" + number + "-";
    this.addresses = addresses;
    this.now = now;
  }

  void write() {
    page.open("section", "class", "address " + Verdict.tone(result), "id", prefix + "top", "aria-labelledby", prefix + "title");
    hero();
    if (result.outcome().answered()) {
      CtiAnswer answer = Facts.answer(result);
      page.open("div", "class", "panels");
      scores(answer);
      network(answer);
      page.close("div");
      new Panels(page, answer).write();
      new WrittenObjects(page, Facts.enrichment(result), prefix, addresses <= MOST_DRAWN).write();
    }
    page.close("section");
  }

  private void hero() {
    page.open("header", "class", "hero").open("div");
    if (addresses > 1) {
      page.element("a", "Back to the list", "href", "#list", "class", "back");
    }
    page.element("h2", result.address(), "id", prefix + "title", "class", "ip")
        .element("p", Verdict.reason(result), "class", "reason");
    if (result.outcome().answered()) {
      CtiAnswer answer = Facts.answer(result);
      List<Detail> reasons = Stream.concat(answer.falsePositives().stream(), answer.classifications().stream()).toList();
      Panels.list(page, reasons, "reasons", (markup, reason) -> {
        boolean falsePositive = answer.falsePositives().contains(reason);
        markup.element("span", falsePositive ? "False positive" : "Classification",
            "class", falsePositive ? "chip clear" : "chip").text(" ");
        Panels.story(markup, reason);
      });
      reported(answer);
    }
    page.close("div").open("div", "class", "verdict").element("p", Verdict.words(result), "class", "badge");
    if (result.outcome().answered()) {
      String confidence = Facts.answer(result).confidence();
      page.element("p", confidence == null ? "" : "Confidence: " + confidence);
      if (result.answeredAt() != null) {
        page.element("p", "Looked up " + Dates.minute(result.answeredAt()));
      }
      page.open("p");
      Panels.link(page, Enricher.page(result.address()), "CrowdSec's page about it");
      page.close("p");
    }
    page.close("div", "header");
  }

  private void reported(CtiAnswer answer) {
    if (answer.firstSeen() != null || answer.lastSeen() != null) {
      String ago = answer.lastSeen() == null ? null : Dates.ago(answer.lastSeen(), now);
      page.element("p", Stream.of(
          answer.firstSeen() == null ? null : "First report " + Dates.day(answer.firstSeen()),
          answer.lastSeen() == null ? null : "last report " + Dates.day(answer.lastSeen()) + (ago == null ? "" : ", " + ago))
          .filter(Objects::nonNull).collect(Collectors.joining("; ")), "class", "reported");
    }
  }

  /** A row for each component, a column for each period: the darker, the higher. */
  private void scores(CtiAnswer answer) {
    Map<String, Map<String, Double>> scores = answer.scores();
    List<String> periods = PERIODS.keySet().stream().filter(scores::containsKey).toList();
    if (periods.isEmpty() || !Facts.enrichment(result).known()) {
      return;
    }
    page.open("section", "class", "panel").element("h3", "Activity");
    String activity = Verdict.activity(answer, now);
    if (activity != null) {
      page.element("p", activity, "class", "active");
    }
    page.open("table", "class", "heat").open("thead").open("tr").element("td", "");
    periods.forEach(period -> page.element("th", PERIODS.getOrDefault(period, period), "scope", "col"));
    page.close("tr", "thead").open("tbody");
    COMPONENTS.forEach((component, meaning) -> {
      if (scores.values().stream().anyMatch(period -> period.get(component) != null)) {
        page.open("tr").open("th", "scope", "row").text(component).text(" ").element("small", meaning).close("th");
        for (String period : periods) {
          Double score = scores.getOrDefault(period, Map.of()).get(component);
          page.element("td", score == null ? "\u2013" : Numbers.text(score),
              "class", score == null ? null : "heat" + Math.max(0, Math.min(5, (int) Math.ceil(score))));
        }
        page.close("tr");
      }
    });
    page.close("tbody", "table").element("p", Verdict.scores(answer), "class", "hint").close("section");
  }

  private void network(CtiAnswer answer) {
    Network network = answer.network();
    Map<String, @Nullable String> facts = new LinkedHashMap<>();
    facts.put("Autonomous system", Facts.network(answer));
    facts.put("Range", range(network.range(), null, network.rangeScore()));
    facts.put("Neighbours", range(network.range24(), network.range24Reputation(), network.range24Score()));
    facts.put("Reverse name", network.reverseName());
    facts.put("Located in", Facts.origin(answer));
    facts.put("Proxy or VPN", network.proxyOrVpn() == null ? null : network.proxyOrVpn() ? "yes" : "no");
    facts.put("Background noise", network.noise() == null ? network.noiseScore() == null ? null : noise(network.noiseScore())
        : network.noise() + (network.noiseScore() == null ? "" : " (" + noise(network.noiseScore()) + ")"));
    facts.values().removeIf(fact -> fact == null || fact.isEmpty());
    if (!facts.isEmpty()) {
      page.open("section", "class", "panel").element("h3", "Network").open("dl", "class", "facts");
      facts.forEach((name, fact) -> page.open("div").element("dt", name).element("dd", String.valueOf(fact)).close("div"));
      page.close("dl");
      if ("high".equals(network.noise())) {
        page.element("p", "High background noise: it is reported everywhere, so you are hardly its particular target.", "class", "hint");
      }
      page.close("section");
    }
  }

  private static String noise(double score) {
    return Numbers.text(score) + " of 10";
  }

  private static @Nullable String range(@Nullable String range, @Nullable String reputation, @Nullable Double score) {
    return range == null ? null : Stream.of(range, reputation, score == null ? null : "score " + Numbers.text(score) + " of 5")
        .filter(Objects::nonNull).collect(Collectors.joining(", "));
  }

  private static Map<String, String> ordered(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
