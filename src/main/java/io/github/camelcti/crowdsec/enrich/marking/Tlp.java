package io.github.camelcti.crowdsec.enrich.marking;

import io.github.camelcti.crowdsec.stix.StixIds;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The levels of the Traffic Light Protocol, from the freest to the strictest. */
public enum Tlp {
  CLEAR, GREEN, AMBER, AMBER_STRICT, RED;

  private static final String PREFIX = "TLP:";

  private final String label = PREFIX + name().replace('_', '+');
  private final Optional<String> standardId =
      StixIds.of("marking-definition", Map.of("definition_type", "TLP", "definition", label));

  /** The level with that STIX id. The five are the same on every platform (OpenCTI contract, section 7). */
  public static Optional<Tlp> ofStandardId(String id) {
    return Arrays.stream(values()).filter(level -> level.standardId.equals(Optional.ofNullable(id))).findFirst();
  }

  /** The level's name in full, for example {@code TLP:AMBER+STRICT}. */
  public String label() {
    return label;
  }

  /**
   * Reads a level's name, in any case and with or without {@code TLP:}. {@code WHITE} is the old name of CLEAR.
   *
   * @return the level, empty if there is none of this name
   */
  public static Optional<Tlp> parse(String text) {
    String name = bareName(text, PREFIX);
    return Arrays.stream(values()).filter(level -> level.label.equals(PREFIX + name)).findFirst();
  }

  /**
   * The name of a level in upper case without the prefix of its protocol; both protocols once called the freest level
   * WHITE.
   */
  static String bareName(String text, String prefix) {
    String name = text == null ? "" : text.strip().toUpperCase(Locale.ROOT);
    String bare = name.startsWith(prefix) ? name.substring(prefix.length()).strip() : name;
    return bare.equals("WHITE") ? "CLEAR" : bare;
  }
}
