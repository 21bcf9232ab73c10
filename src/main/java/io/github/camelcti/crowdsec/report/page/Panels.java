package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.enrich.text.Numbers;
import io.github.camelcti.crowdsec.report.Facts;
import io.github.camelcti.crowdsec.report.Facts.Target;
import io.github.camelcti.crowdsec.report.VisibleText;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an address does, a panel per kind of fact. Panels without a fact are left out. */
final class Panels {

  private static final String MITRE = "https://attack.mitre.org/techniques/";
  private static final String NVD = "https://nvd.nist.gov/vuln/detail/";
  private static final int LONGEST_NAME = 100;
  private static final int AT_ONCE = 10;
  private static final int NOT_WORTH_A_CLICK = 3;

  private final Markup page;
  private final CtiAnswer answer;

  Panels(Markup page, CtiAnswer answer) {
    this.page = page;
    this.answer = answer;
  }

  void write() {
    targets(Facts.targets(answer));
    page.open("div", "class", "panels");
    panel("Behaviors", answer.behaviors(), "stories", Panels::story);
    tactics();
    panel("Attack scenarios", answer.attackDetails(), "stories", Panels::story);
    panel("CVEs", answer.cves(), "chips", (markup, cve) -> link(markup, NVD + cve, cve));
    panel("Blocklists with this address", answer.references(), "stories", (markup, reference) -> {
      markup.open("strong");
      if (reference.urls().isEmpty()) {
        markup.text(reference.label());
      } else {
        link(markup, reference.urls().get(0), reference.label());
      }
      markup.close("strong");
      more(markup, reference.description());
    });
    page.close("div");
  }

  private void targets(List<Target> targets) {
    if (!targets.isEmpty()) {
      title("Targeted countries", targets.size(), "panel targets");
      WorldMap.draw(page, targets, answer.country());
      page.open("div");
      list(page, targets, "shares", (markup, target) ->
          markup.element("span", target.name()).text(" ").element("b", percent(target)));
      page.close("div", "section");
    }
  }

  private void tactics() {
    List<Technique> techniques = answer.mitreTechniques();
    if (!techniques.isEmpty()) {
      title("MITRE ATT&CK", techniques.size(), "panel");
      Tactics.of(techniques).forEach((tactic, members) -> {
        page.element("h4", tactic);
        list(page, members, "plain", Panels::technique);
      });
      page.close("section");
    }
  }

  private static void technique(Markup markup, Technique technique) {
    String id = technique.id();
    link(markup, MITRE + id.replace('.', '/') + (id.contains(".") ? "" : "/"), id);
    markup.text(technique.label() == null ? "" : " " + technique.label());
    List<String> tactics = Tactics.tactics(technique);
    if (tactics.size() > 1) {
      markup.element("small", " also " + tactics.stream().skip(1).collect(Collectors.joining(", ")));
    }
  }

  private <T> void panel(String title, List<T> items, String css, BiConsumer<Markup, T> item) {
    if (!items.isEmpty()) {
      title(title, items.size(), "panel");
      list(page, items, css, item);
      page.close("section");
    }
  }

  private void title(String title, int count, String css) {
    page.open("section", "class", css).open("h3").text(title).text(" ")
        .element("span", String.valueOf(count), "class", "count").close("h3");
  }

  /** A list that shows its first entries at once and the others after a click. */
  static <T> void list(Markup page, List<T> items, String css, BiConsumer<Markup, T> item) {
    int first = items.size() <= AT_ONCE + NOT_WORTH_A_CLICK ? items.size() : AT_ONCE;
    part(page, items.subList(0, first), css, item);
    if (first < items.size()) {
      page.open("details").element("summary", "and " + (items.size() - first) + " more");
      part(page, items.subList(first, items.size()), css, item);
      page.close("details");
    }
  }

  private static <T> void part(Markup page, List<T> items, String css, BiConsumer<Markup, T> item) {
    if (!items.isEmpty()) {
      page.open("ul", "class", css);
      for (T one : items) {
        page.open("li");
        item.accept(page, one);
        page.close("li");
      }
      page.close("ul");
    }
  }

  /** The share of a target, an empty text if it is not known. */
  static String percent(Target target) {
    return target.percent() == null ? "" : Numbers.text(target.percent()) + " %";
  }

  static void story(Markup markup, Detail detail) {
    shown(markup, "strong", detail.title());
    if (detail.label() != null && detail.name() != null) {
      markup.text(" ");
      shown(markup, "code", detail.name());
    }
    markup.text(" ");
    more(markup, detail.description());
  }

  /** A name, cut if it is too long; the tooltip shows all of it. */
  static void shown(Markup markup, String tag, String name) {
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
