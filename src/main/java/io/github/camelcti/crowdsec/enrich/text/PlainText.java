package io.github.camelcti.crowdsec.enrich.text;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Cleans outside texts for storage: no invisible characters, limited length. */
public final class PlainText {

  public static final int LONGEST = 5000;

  /** Everything that breaks a line, and all kinds of spaces at the ends. */
  private static final Pattern BREAK = Pattern.compile("[\\s\\u0085\\u2028\\u2029]+|^\\h+|\\h+$");

  private PlainText() {}

  /**
   * The text without control characters (but with line breaks and tabs), bidirectional controls and lone
   * surrogates, trimmed and cut; null if nothing remains.
   */
  public static @Nullable String clean(String text) {
    if (text == null || isPlain(text)) {
      return text;
    }
    StringBuilder kept = new StringBuilder(Math.min(text.length(), LONGEST));
    text.codePoints().filter(PlainText::isWanted).forEach(kept::appendCodePoint);
    String trimmed = kept.toString().strip();
    return trimmed.isEmpty() ? null : cut(trimmed, LONGEST);
  }

  /** Like {@link #clean}, but on one line: for names that appear in lists. */
  public static @Nullable String line(String text) {
    if (text == null || isPlain(text)) {
      return text;
    }
    String clean = clean(text);
    return clean == null ? null : clean(BREAK.matcher(clean).replaceAll(" "));
  }

  /** The text, cut with an ellipsis if it is longer than that many characters. */
  public static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - 1;
    // Half a surrogate pair is not a character and breaks UTF-8.
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "\u2026";
  }

  /** Whether there is nothing to do, as for most texts: ASCII letters with single spaces between them. */
  private static boolean isPlain(String text) {
    boolean space = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || space && c == ' ') {
        return false;
      }
      space = c == ' ';
    }
    return !space && text.length() <= LONGEST;
  }

  private static boolean isWanted(int c) {
    if (c == '\n' || c == '\t') {
      return true;
    }
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return !Character.isISOControl(c) && !surrogate && !isBidiControl(c);
  }

  /** Such characters let a text look like another one. */
  private static boolean isBidiControl(int c) {
    return c == 0x061C || c == 0x200E || c == 0x200F
        || c >= 0x202A && c <= 0x202E
        || c >= 0x2066 && c <= 0x2069;
  }
}
