package io.github.camelcti.crowdsec.enrich.text;

import java.util.regex.Pattern;

/** Escapes outside text for Markdown, so that it appears as it is, without HTML, links, code or lists. */
public final class MarkdownText {

  private static final Pattern SPACE = Pattern.compile("[\\s\\u0085\\u2028\\u2029]+");
  private static final Pattern SPECIAL = Pattern.compile("[\\\\*_\\[\\]|~#!]");

  /** What starts a list or a horizontal rule at the start of a line. */
  private static final Pattern FIRST = Pattern.compile("^(\\d{1,9})([.)])(?=\\s|$)|^([-+])(?=[\\s-]|$)");
  /** What some renderers turn into links. */
  private static final Pattern BARE_LINK = Pattern.compile("(\\bhttps?|\\bftp)(:)(?=//)|(\\bwww)([.])", Pattern.CASE_INSENSITIVE);

  private MarkdownText() {}

  /** The text on one line; an empty text for null. */
  public static String escape(String text) {
    String clean = PlainText.clean(text);
    if (clean == null) {
      return "";
    }
    String line = SPACE.matcher(clean).replaceAll(" ").replace("`", "'");
    String marked = SPECIAL.matcher(line).replaceAll("\\\\$0");
    String first = FIRST.matcher(marked).replaceFirst(it -> it.group(3) == null
        ? it.group(1) + "\\\\" + it.group(2) : "\\\\" + it.group(3));
    return BARE_LINK.matcher(first).replaceAll(it -> it.group(1) == null
        ? it.group(3) + "\\\\" + it.group(4) : it.group(1) + "\\\\" + it.group(2))
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
