package io.github.camelcti.crowdsec.enrich.marking;

import java.util.Arrays;
import java.util.Optional;

/**
 * The levels of the Permissible Actions Protocol, from the freest to the strictest: what may be done with a piece of
 * information. RED allows only passive actions that nobody can notice, so no query to a third party; AMBER allows
 * querying services that already have the information (MISP's taxonomy PAP).
 */
public enum Pap {
  CLEAR, GREEN, AMBER, RED;

  private static final String PREFIX = "PAP:";

  /** The level's name in full, for example {@code PAP:AMBER}. */
  public String label() {
    return PREFIX + name();
  }

  /**
   * Reads a level's name, in any case and with or without {@code PAP:}. {@code WHITE} is the old name of CLEAR.
   *
   * @return the level, empty if there is none of this name
   */
  public static Optional<Pap> parse(String text) {
    String name = Tlp.bareName(text, PREFIX);
    return Arrays.stream(values()).filter(level -> level.name().equals(name)).findFirst();
  }
}
