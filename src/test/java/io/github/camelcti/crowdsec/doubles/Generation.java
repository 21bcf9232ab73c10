package io.github.camelcti.crowdsec.doubles;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A generation of the platform: what {@code about} answers, and the schema that goes with it. */
public enum Generation {
  V5_3("5.3.7", "5.3"),
  V5_12("5.12.0", "5.12"),
  V6_2("6.2.18", "6.2"),
  /** Its workers drop what belongs to a work that was closed meanwhile (observations, 13.1). */
  V6_9_10("6.9.10", "6.9"),
  V6_9("6.9.22", "6.9"),
  V7("7.260817.0", "7");

  private final String version;
  private final String resource;

  Generation(String version, String name) {
    this.version = version;
    this.resource = "/doubles/opencti-" + name + ".graphql";
  }

  /** What the platform says about itself. */
  public String version() {
    return version;
  }

  /** The part of its schema that the double serves. */
  public String sdl() {
    try (InputStream in = Generation.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether its workers acknowledge, and do nothing with, what belongs to a work without counters. */
  boolean dropsResultsOfClosedWorks() {
    return this == V6_9_10;
  }

  /** Whether its manager closes works that are older than the one last reported for; from May 2026 on, it doesn't. */
  boolean closesOldWorks() {
    return this != V7;
  }

  /** Whether this one is that one or newer. */
  public boolean atLeast(Generation other) {
    return compareTo(other) >= 0;
  }
}
