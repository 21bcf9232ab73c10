package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.report.Facts.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A map of the world with some countries in colour. The outlines are once in a page; its maps refer to them. */
final class WorldMap {

  private static final int SHADES = 5;
  private static final Map<String, String> OUTLINES = new TreeMap<>();

  static {
    HtmlReport.rows("world.csv").forEach(row -> OUTLINES.put(row[0], row[1]));
  }

  private WorldMap() {}

  /** Writes the outlines of all countries as one, and of each of these codes by itself; nothing if there are none. */
  static void define(Markup page, Collection<String> codes) {
    if (codes.isEmpty()) {
      return;
    }
    page.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "outlines", "aria-hidden", "true");
    // Not the dots, which stand for what is too small to be drawn.
    page.empty("path", "id", "world", "d",
        OUTLINES.values().stream().filter(outline -> !outline.contains("a")).collect(Collectors.joining()));
    codes.stream().distinct().filter(OUTLINES::containsKey)
        .forEach(code -> page.empty("path", "id", "country-" + code, "d", OUTLINES.get(code)));
    page.close("svg");
  }

  /**
   * Draws a map.
   *
   * @param targets the darker, the larger their share
   * @param home code of a country that gets a border, null for none
   */
  static void draw(Markup page, List<Target> targets, @Nullable String home) {
    double most = targets.stream().map(Target::percent).filter(share -> share != null).findFirst().orElse(1.0);
    page.open("svg", "xmlns", "http://www.w3.org/2000/svg", "class", "map", "viewBox", "0 0 720 345", "role", "img",
        "aria-label", "Map of the targeted countries, which are listed beside it").empty("use", "href", "#world");
    for (Target target : targets) {
      if (OUTLINES.containsKey(target.code())) {
        double share = target.percent() == null ? 0 : target.percent() / most;
        page.open("use", "href", "#country-" + target.code(), "class", "shade" + Math.max(1, Math.round(share * SHADES)))
            .element("title", target.name() + " " + Panels.percent(target)).close("use");
      }
    }
    if (home != null && OUTLINES.containsKey(home)) {
      page.empty("use", "href", "#country-" + home, "class", "home");
    }
    page.close("svg");
  }
}
