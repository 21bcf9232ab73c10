package io.github.camelcti.crowdsec.enrich;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The levels of the Traffic Light Protocol, from the freest to the strictest. */
public enum Tlp {
  CLEAR("TLP:CLEAR"),
  GREEN("TLP:GREEN"),
  AMBER("TLP:AMBER"),
  AMBER_STRICT("TLP:AMBER+STRICT"),
  RED("TLP:RED");

  private static final String PREFIX = "TLP:";

  private final String label;

  Tlp(String label) {
    this.label = label;
  }

  /** The level's name in full, for example {@code TLP:AMBER+STRICT}. */
  public String label() {
    return label;
  }

  /**
   * Reads a level's name, in any case and with or without {@code TLP:}. {@code WHITE} is the old name of
   * CLEAR.
   *
   * @param text the name, may be null
   * @return the level, empty if there is none of this name
   */
  public static Optional<Tlp> parse(String text) {
    if (text == null) {
      return Optional.empty();
    }
    String name = text.strip().toUpperCase(Locale.ROOT);
    if (name.startsWith(PREFIX)) {
      name = name.substring(PREFIX.length()).strip();
    }
    return switch (name) {
      case "WHITE", "CLEAR" -> Optional.of(CLEAR);
      case "GREEN" -> Optional.of(GREEN);
      case "AMBER" -> Optional.of(AMBER);
      case "AMBER+STRICT" -> Optional.of(AMBER_STRICT);
      case "RED" -> Optional.of(RED);
      default -> Optional.empty();
    };
  }

  /**
   * The level of something with these markings: the strictest TLP among them, CLEAR without any.
   *
   * @param markings all markings, those of other kinds than TLP are passed over
   */
  public static Tlp of(List<Marking> markings) {
    // A level that we do not know may forbid anything: it counts as the strictest, so nothing
    // leaves the platform.
    return markings.stream()
        .filter(marking -> "TLP".equalsIgnoreCase(marking.definitionType()))
        .map(marking -> parse(marking.definition()).orElse(RED))
        .max(Comparator.naturalOrder())
        .orElse(CLEAR);
  }
}
