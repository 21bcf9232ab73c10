package io.github.camelcti.crowdsec.report;

/** Which characters are visible, and how much room they take: roughly in a drawing, in columns on a terminal. */
public final class VisibleText {

  private static final double USUAL = 0.58;
  private static final double CAPITAL = 0.7;
  private static final int FIRST_WIDE = 0x1100;

  private VisibleText() {}

  /** The text on one line, cut with an ellipsis if it is wider. */
  public static String fit(String text, double width, double size) {
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

  /** The size at which a text takes this width. */
  public static double size(String text, double width) {
    return width / text.codePoints().mapToDouble(VisibleText::width).sum();
  }

  /** The first characters with an ellipsis, never half of a surrogate pair. */
  public static String start(String text, int length) {
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end) + "\u2026";
  }

  /**
   * Whether a character can be shown: XML allows it, a terminal does nothing odd, and it does not disguise the text.
   */
  public static boolean isVisible(int c) {
    boolean broken = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE || c >= 0xFFFE && c <= 0xFFFF;
    boolean bidi = c == 0x061C || c == 0x200E || c == 0x200F || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    return !broken && !bidi && (c == '\n' || c == '\t' || !Character.isISOControl(c));
  }

  /** The text on one line, with visible characters only. */
  public static String line(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints().filter(VisibleText::isVisible).forEach(kept::appendCodePoint);
    return kept.toString().replaceAll("\\s+", " ").strip();
  }

  /** How many columns of a terminal a text takes. */
  public static int columns(String text) {
    return text.codePoints().map(VisibleText::columns).sum();
  }

  /** The text, cut with an ellipsis if it takes more columns. */
  public static String cut(String text, int most) {
    if (columns(text) <= most) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 1;
    for (int c : text.codePoints().toArray()) {
      used += columns(c);
      if (used > most) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append('\u2026').toString();
  }

  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  private static boolean isWide(int c) {
    return c >= FIRST_WIDE && (c < 0x2000 || c > 0x2E7F);
  }

  private static double width(int c) {
    if (isWide(c)) {
      return 1;
    }
    return Character.isUpperCase(c) ? CAPITAL : USUAL;
  }
}
