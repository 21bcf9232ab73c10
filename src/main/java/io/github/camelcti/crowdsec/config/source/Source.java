package io.github.camelcti.crowdsec.config.source;

import io.github.camelcti.crowdsec.config.type.QuotedText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place that settings come from, read but not yet parsed.
 *
 * @param label what messages call it, for example {@code environment}
 * @param naming how it spells names
 * @param entries its entries, by name in its own spelling
 */
public record Source(String label, Naming naming, Map<String, Entry> entries) {

  /**
   * One value of a source.
   *
   * @param text the value as text; null if the source gives no value or there is a fault
   * @param origin where it stands, for example {@code config.yml line 12}
   * @param kind whether it is one value, a list, or neither
   */
  public record Entry(@Nullable String text, String origin, Kind kind) {

    public static Entry value(@Nullable String text, String origin) {
      return new Entry(text, origin, Kind.VALUE);
    }

    /** Whether this counts as not set; Python, too, treats an empty text that way. */
    public boolean blank() {
      return kind == Kind.VALUE && (text == null || QuotedText.bare(text).isEmpty());
    }
  }

  public enum Kind {
    VALUE,
    LIST,
    SECTION
  }

  /** The entry for a setting's environment-style name; null if there is none or it is empty. */
  public @Nullable Entry find(String environmentName) {
    Entry entry = entries.get(naming.of(environmentName));
    return entry == null || entry.blank() ? null : entry;
  }
}
