package io.github.camelcti.crowdsec.enrich.marking;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The levels of the Traffic Light Protocol, from the freest to the strictest. */
public enum Tlp {
  CLEAR("TLP:CLEAR", "613f2e26-407d-48c7-9eca-b8e91df99dc9"),
  GREEN("TLP:GREEN", "34098fce-860f-48ae-8e50-ebd3cc5e41da"),
  AMBER("TLP:AMBER", "f88d31f6-486f-44da-b317-01333bde0b82"),
  AMBER_STRICT("TLP:AMBER+STRICT", "826578e1-40ad-459f-bc73-ede076f81f37"),
  RED("TLP:RED", "5e57c739-391a-4eb3-b6be-7d15ca92d5ed");

  private static final String PREFIX = "TLP:";

  private final String label;
  private final String standardId;

  Tlp(String label, String uuid) {
    this.label = label;
    this.standardId = "marking-definition--" + uuid;
  }

  /**
   * The level with that STIX id. The five are the same on every platform (OpenCTI contract, section 7).
   *
   * @param id id of a marking definition, may be null
   */
  public static Optional<Tlp> ofStandardId(String id) {
    return Arrays.stream(values()).filter(level -> level.standardId.equals(id)).findFirst();
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
}
