package io.github.camelcti.crowdsec.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.Dates;
import io.github.camelcti.crowdsec.report.Facts;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the page shows of one address: the verdict, the graph, the facts, the objects. */
final class AddressSection {

  private static final int MOST_JSON = 400_000;
  private static final int STEPS = 5;
  private static final String CTI_PAGE = "https://app.crowdsec.net/cti/";

  private final Markup page;
  private final Result result;
  private final String prefix;
  private final Instant now;

  /**
   * @param number of the section, from 1
   * @param now when the answers were fetched
   */
  AddressSection(Markup page, Result result, int number, Instant now) {
    this.page = page;
    this.result = result;
    this.prefix = "a" + number + "-";
    this.now = now;
  }

  void write() {
    page.open("section", "class", "address", "id", prefix + "top", "aria-labelledby", prefix + "title");
    page.open("header", "class", "hero " + Facts.tone(result));
    page.open("div").element("h2", result.address(), "id", prefix + "title", "class", "ip")
        .element("p", result.sentence(), "class", "sentence").close("div");
    page.element("p", Facts.verdict(result), "class", "badge").close("header");
    if (result.outcome().answered()) {
      facts(Facts.answer(result));
      graph();
      new Panels(page, result, prefix).write();
      new ObjectTables(Facts.enrichment(result).bundle(), prefix).write(page);
      json();
      page.open("p", "class", "away");
      Panels.link(page, CTI_PAGE + result.address(), "This address at CrowdSec");
      page.close("p");
    }
    page.close("section");
  }

  private void facts(CtiAnswer answer) {
    page.open("dl", "class", "facts");
    fact("Reputation", Facts.verdict(result), null);
    fact("Confidence", answer.confidence(), null);
    score();
    fact("False positive", String.join(", ", Facts.titles(answer.falsePositives())), null);
    fact("Known as", String.join(", ", Facts.titles(answer.classifications())), null);
    fact("First seen", Dates.day(answer.firstSeen()), null);
    fact("Last seen", Dates.day(answer.lastSeen()), answer.lastSeen() == null ? null : Dates.ago(answer.lastSeen(), now));
    fact("Located in", Facts.origin(answer), null);
    fact("Network", Facts.network(answer), null);
    fact("Reverse name", answer.network().reverseName(), null);
    page.close("dl");
  }

  private void fact(String name, @Nullable String value, @Nullable String more) {
    if (value != null && !value.isEmpty()) {
      page.open("div").element("dt", name).open("dd").text(value);
      if (more != null) {
        page.element("small", more);
      }
      page.close("dd", "div");
    }
  }

  private void score() {
    String shown = Facts.score(result);
    if (shown == null) {
      return;
    }
    double score = Objects.requireNonNull(Facts.answer(result).overallScore(), "a score that is shown is there");
    page.open("div").element("dt", "Score").open("dd").text(shown);
    page.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "meter", "viewBox", "0 0 98 8", "aria-hidden", "true");
    for (int step = 0; step < STEPS; step++) {
      page.empty("rect", "class", step < score ? "on" : "off", "x", step * 20, "width", 17, "height", 8, "rx", 3);
    }
    page.close("svg", "dd", "div");
  }

  private void graph() {
    Graph graph = Graph.of(Facts.enrichment(result).bundle());
    page.open("figure").add(WideDrawing.draw(graph, prefix + "wide", prefix))
        .add(NarrowDrawing.draw(graph, prefix + "narrow", prefix))
        .element("figcaption", "What the connector writes to OpenCTI. Hover over a node to see its name; click it to "
            + "go to its row.")
        .close("figure");
  }

  private void json() {
    String bundle = Facts.enrichment(result).bundle().toJson();
    page.open("details", "class", "objects").element("summary", "The STIX 2.1 bundle as JSON");
    if (bundle.length() > MOST_JSON) {
      page.element("p", String.format(Locale.ROOT, "%,d characters are too many for this page; use enrich --bundle to "
          + "print them.",
          bundle.length()));
    } else {
      page.element("pre", indented(bundle), "class", "json", "tabindex", "0");
    }
    page.close("details");
  }

  private static String indented(String json) {
    try {
      return new ObjectMapper().readTree(json).toPrettyString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a bundle is JSON", e);
    }
  }
}
