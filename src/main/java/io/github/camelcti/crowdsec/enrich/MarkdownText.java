package io.github.camelcti.crowdsec.enrich;

import java.util.regex.Pattern;

/**
 * Puts foreign text into Markdown so that it shows as it is and does nothing: no HTML, links, code or lists.
 */
final class MarkdownText {

  private static final Pattern SPACE = Pattern.compile("[\\s\\u0085\\u2028\\u2029]+");
  private static final Pattern SPECIAL = Pattern.compile("[\\\\*_\\[\\]|~#!]");

  private MarkdownText() {}

  /** The text on one line; an empty text for null. */
  static String escape(String text) {
    String clean = PlainText.clean(text);
    if (clean == null) {
      return "";
    }
    String line = SPACE.matcher(clean).replaceAll(" ").replace("`", "'");
    return SPECIAL.matcher(line).replaceAll("\\\\$0")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
