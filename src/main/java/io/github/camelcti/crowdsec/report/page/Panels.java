package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.text.Numbers;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.Facts;
import io.github.camelcti.crowdsec.report.Facts.Target;
import io.github.camelcti.crowdsec.report.VisibleText;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What CrowdSec says about one address, a panel per kind of fact. Panels without a fact are left out. */
final class Panels {

  private static final String MITRE = "https://attack.mitre.org/techniques/";
  private static final String NVD = "https://nvd.nist.gov/vuln/detail/";
  private static final int FULL = 100;
  private static final int LONGEST_NAME = 100;
  private static final int AT_ONCE = 10;
  private static final int NOT_WORTH_A_CLICK = 3;

  private final Markup page;
  private final Result result;
  private final String prefix;

  Panels(Markup page, Result result, String prefix) {
    this.page = page;
    this.result = result;
    this.prefix = prefix;
  }

  void write() {
    CtiAnswer answer = Facts.answer(result);
    page.open("div", "class", "panels");
    panel("Targeted countries", null, Facts.targets(answer), "bars", Panels::bar);
    panel("Behaviors", null, answer.behaviors(), "stories", Panels::story);
    panel("Attack scenarios", null, answer.attackDetails(), "stories", Panels::story);
    panel("Labels on the observable", prefix + "labels", Facts.labels(result), "chips", (markup, label) -> {
      dot(markup, label.color());
      shown(markup, "span", label.value());
    });
    panel("MITRE ATT&CK techniques", null, answer.mitreTechniques(), "plain", (markup, technique) -> {
      link(markup, MITRE + technique.id().replace('.', '/') + (technique.id().contains(".") ? "" : "/"), technique.id());
      markup.text(technique.label() == null ? "" : " " + technique.label());
    });
    panel("CVEs", null, answer.cves(), "chips", (markup, cve) -> link(markup, NVD + cve, cve));
    panel("Blocklists with this address", null, answer.references(), "stories", (markup, reference) -> {
      if (reference.urls().isEmpty()) {
        markup.element("strong", reference.label());
      } else {
        markup.open("strong");
        link(markup, reference.urls().get(0), reference.label());
        markup.close("strong");
      }
      more(markup, reference.description());
    });
    note();
    page.close("div");
  }

  private <T> void panel(String title, @Nullable String id, List<T> items, String css, BiConsumer<Markup, T> item) {
    if (!items.isEmpty()) {
      page.open("section", "class", "panel", "id", id).open("h3").text(title).text(" ")
          .element("span", String.valueOf(items.size()), "class", "count").close("h3");
      list(page, items, css, item);
      page.close("section");
    }
  }

  /** A list that shows its first entries at once and the others after a click. */
  private static <T> void list(Markup page, List<T> items, String css, BiConsumer<Markup, T> item) {
    int first = items.size() <= AT_ONCE + NOT_WORTH_A_CLICK ? items.size() : AT_ONCE;
    part(page, items.subList(0, first), css, item);
    if (first < items.size()) {
      page.open("details").element("summary", "and " + (items.size() - first) + " more");
      part(page, items.subList(first, items.size()), css, item);
      page.close("details");
    }
  }

  private static <T> void part(Markup page, List<T> items, String css, BiConsumer<Markup, T> item) {
    page.open("ul", "class", css);
    for (T one : items) {
      page.open("li");
      item.accept(page, one);
      page.close("li");
    }
    page.close("ul");
  }

  private void note() {
    Facts.enrichment(result).bundle().objects().stream().filter(object -> Kind.of(object) == Kind.NOTE).forEach(note -> {
      page.open("section", "class", "panel").element("h3", "Note");
      page.element("pre", String.valueOf(note.get("content")), "class", "scroll", "tabindex", "0").close("section");
    });
  }

  private static void bar(Markup markup, Target target) {
    markup.element("span", target.name(), "class", "bar-name");
    markup.element("span", target.percent() == null ? "" : Numbers.text(target.percent()) + " %", "class", "bar-share");
    long width = target.percent() == null ? 0 : Math.min(FULL, Math.round(target.percent()));
    // A drawing instead of a style, because the page's policy forbids inline styles.
    markup.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "bar", "viewBox", "0 0 100 4",
        "preserveAspectRatio", "none", "aria-hidden", "true")
        .empty("rect", "class", "bar-ground", "width", FULL, "height", 4)
        .empty("rect", "class", "bar-value", "width", width, "height", 4).close("svg");
  }

  private static void story(Markup markup, Detail detail) {
    shown(markup, "strong", detail.title());
    if (detail.label() != null && detail.name() != null) {
      markup.text(" ");
      shown(markup, "code", detail.name());
    }
    more(markup, detail.description());
  }

  /** A name, cut if it is too long; the tooltip shows all of it. */
  private static void shown(Markup markup, String tag, String name) {
    boolean whole = name.length() <= LONGEST_NAME;
    markup.element(tag, whole ? name : VisibleText.start(name, LONGEST_NAME), "title", whole ? null : name);
  }

  private static void more(Markup markup, @Nullable String description) {
    if (description != null) {
      markup.element("p", description);
    }
  }

  static void dot(Markup markup, String color) {
    markup.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "dot", "viewBox", "0 0 10 10", "aria-hidden", "true")
        .empty("circle", "cx", 5, "cy", 5, "r", 4.5, "fill", color).close("svg");
  }

  /** A link that sends no referrer. The URL is ours, or was checked to be http or https. */
  static void link(Markup markup, String url, String text) {
    markup.element("a", text, "href", url, "rel", "noreferrer noopener", "target", "_blank");
  }
}
