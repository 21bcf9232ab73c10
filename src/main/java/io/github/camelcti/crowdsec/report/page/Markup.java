package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.report.VisibleText;
import org.jspecify.annotations.Nullable;

/**
 * Writes markup that is HTML and well-formed XML at once. Every text and every attribute goes through {@link #escape},
 * so no outside text becomes markup.
 */
final class Markup {

  private final StringBuilder text = new StringBuilder();

  /** Opens an element; attributes are name, value, name, value; those with a null value are left out. */
  Markup open(String tag, @Nullable Object... attributes) {
    tag(tag, attributes).append('>');
    return this;
  }

  /** An element without content. */
  Markup empty(String tag, @Nullable Object... attributes) {
    tag(tag, attributes).append("/>");
    return this;
  }

  /** An element that contains only a text. */
  Markup element(String tag, String content, @Nullable Object... attributes) {
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

  /** Adds existing markup. */
  Markup add(Markup part) {
    text.append(part.text);
    return this;
  }

  /** Adds one of our own texts, such as the style sheet. */
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

  /**
   * The text with XML's five special characters as entities and without characters that XML forbids or that are
   * invisible.
   */
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
