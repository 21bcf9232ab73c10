package io.github.camelcti.crowdsec.config.type;

import java.time.Duration;

/** Lengths of time outside of settings, written as in settings. */
public final class Durations {

  private Durations() {}

  /**
   * Reads a length of time.
   *
   * @param text seconds ({@code 10}), with a unit ({@code 500ms}, {@code 5m}, {@code 30d}) or ISO 8601
   * @throws IllegalArgumentException if it is none of these
   */
  public static Duration parse(String text) {
    try {
      return DurationType.read(text.strip());
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException("'" + text + "' is not a duration such as 30d, 12h or PT10S", e);
    }
  }
}
