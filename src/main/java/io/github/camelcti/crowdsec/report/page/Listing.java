package io.github.camelcti.crowdsec.report.page;

import java.util.List;
import java.util.function.BiConsumer;

/** A list of which the first entries are seen at once and the others after a click. */
final class Listing {

  private static final int AT_ONCE = 10;
  private static final int NOT_WORTH_A_CLICK = 3;

  private Listing() {}

  /**
   * @param items what is listed
   * @param css class of the list
   * @param item writes one entry
   */
  static <T> void write(Markup page, List<T> items, String css, BiConsumer<Markup, T> item) {
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
}
