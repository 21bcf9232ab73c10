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

  /** Whether this one is that one or newer. */
  public boolean atLeast(Generation other) {
    return compareTo(other) >= 0;
  }
}
