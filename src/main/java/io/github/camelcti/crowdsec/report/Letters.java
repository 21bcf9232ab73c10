package io.github.camelcti.crowdsec.report;

/** How much room a text takes in a drawing, roughly: nobody measures fonts before a browser chooses one. */
final class Letters {

  private static final double USUAL = 0.58;
  private static final double CAPITAL = 0.7;
  private static final int FIRST_WIDE = 0x1100;

  private Letters() {}

  /** The text on one line, cut with an ellipsis where it would be wider. */
  static String fit(String text, double width, double size) {
    String line = text.replaceAll("\\s+", " ").strip();
    double room = width / size;
    double used = 0;
    int end = 0;
    int fits = 0;
    while (end < line.length()) {
      int c = line.codePointAt(end);
      used += width(c);
      if (used > room) {
        return line.substring(0, fits).stripTrailing() + "\u2026";
      }
      end += Character.charCount(c);
      if (used + 1 <= room) {
        fits = end;
      }
    }
    return line;
  }

  private static double width(int c) {
    if (c >= FIRST_WIDE && (c < 0x2000 || c > 0x206F)) {
      return 1;
    }
    return Character.isUpperCase(c) ? CAPITAL : USUAL;
  }
}
