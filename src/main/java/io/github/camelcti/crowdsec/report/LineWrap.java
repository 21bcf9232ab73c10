package io.github.camelcti.crowdsec.report;

import java.util.ArrayList;
import java.util.List;

/** Puts comma-separated items on lines of a given width and counts those that do not fit. */
public final class LineWrap {

  private LineWrap() {}

  /**
   * @param items texts on one line each
   * @param width columns of a line
   * @param most maximum number of lines
   * @return the lines; none without items
   */
  static List<String> items(List<String> items, int width, int most) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      boolean last = i == items.size() - 1;
      String rest = " +" + (items.size() - i);
      // Even an item alone on a line leaves room for the number of those that follow.
      String item = VisibleText.cut(VisibleText.line(items.get(i)), width - 1 - rest.length()) + (last ? "" : ",");
      boolean fits = line.length() == 0 || VisibleText.columns(line + " " + item) <= width;
      boolean onLastLine = lines.size() == most - 1;
      boolean roomForRest = last || VisibleText.columns(line + " " + item + " +" + (items.size() - i - 1)) <= width;
      if (onLastLine && line.length() > 0 && (!fits || !roomForRest)) {
        lines.add(line + rest);
        return lines;
      }
      if (!fits) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(item);
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
  }

  /** A sentence on lines of a given width. */
  public static List<String> words(String sentence, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : VisibleText.line(sentence).split(" ")) {
      String fitting = VisibleText.cut(word, width);
      if (line.length() > 0 && VisibleText.columns(line + " " + fitting) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(fitting);
    }
    lines.add(line.toString());
    return lines;
  }
}
