package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.report.VisibleText;

/**
 * Writes markup that is HTML and well-formed XML at once. Every text and every attribute goes through {@link #escape},
 * so nothing foreign becomes markup.
 */
final class Markup {

  private final StringBuilder text = new StringBuilder();

  /** Opens an element; attributes as name, value, name, value, those with a null value are left out. */
  Markup open(String tag, Object... attributes) {
    tag(tag, attributes).append('>');
    return this;
  }

  /** An element without content. */
  Markup empty(String tag, Object... attributes) {
    tag(tag, attributes).append("/>");
    return this;
  }

  /** An element with nothing but a text. */
  Markup element(String tag, String content, Object... attributes) {
    return open(tag, attributes).text(content).close(tag);
  }

  Markup close(String... tags) {
    for (String tag : tags) {
      text.append("</").append(tag).append('>');
    }
    return this;
  }

  Markup text(String content) {
    text.append(escape(content));
    return this;
  }

  /** Puts in what is markup already. */
  Markup add(Markup part) {
    text.append(part.text);
    return this;
  }

  /** Puts in a text of ours, such as the style sheet. */
  Markup raw(String trusted) {
    text.append(trusted);
    return this;
  }

  private StringBuilder tag(String tag, Object... attributes) {
    text.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        text.append(' ').append(attributes[i]).append("=\"").append(escape(attributes[i + 1].toString())).append('"');
      }
    }
    return text;
  }

  /** The text with the five characters of XML as entities and without those that XML or the eye can't take. */
  static String escape(String raw) {
    StringBuilder safe = new StringBuilder(raw.length() + 16);
    raw.codePoints().forEach(c -> {
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> {
          if (VisibleText.isVisible(c)) {
            safe.appendCodePoint(c);
          }
        }
      }
    });
    return safe.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
