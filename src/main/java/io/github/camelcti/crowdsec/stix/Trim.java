package io.github.camelcti.crowdsec.stix;

/**
 * Trimming as Python's {@code str.strip} does it, because ids depend on it. {@link String#strip()} keeps the
 * no-break spaces.
 */
final class Trim {

  private Trim() {}

  static String both(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}
