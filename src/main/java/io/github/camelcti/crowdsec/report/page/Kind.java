package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.Locale;

/** The kinds of objects in an enrichment, with their display names. */
enum Kind {
  OBSERVABLE("Observable", "Observables"),
  INDICATOR("Indicator", "Indicators"),
  ORGANIZATION("Organization", "Organizations"),
  NOTE("Note", "Notes"),
  COUNTRY("Targeted country", "Targeted countries"),
  TECHNIQUE("Attack pattern", "Attack patterns"),
  VULNERABILITY("Vulnerability", "Vulnerabilities"),
  LABEL("Label", "Labels"),
  SIGHTING("Sighting", "Sightings"),
  RELATIONSHIP("Relationship", "Relationships"),
  OTHER("Other object", "Other objects");

  private final String one;
  private final String many;

  Kind(String one, String many) {
    this.one = one;
    this.many = many;
  }

  static Kind of(StixObject object) {
    return switch (object.type()) {
      case "ipv4-addr", "ipv6-addr" -> OBSERVABLE;
      case "indicator" -> INDICATOR;
      case "identity" -> ORGANIZATION;
      case "note" -> NOTE;
      case "location" -> COUNTRY;
      case "attack-pattern" -> TECHNIQUE;
      case "vulnerability" -> VULNERABILITY;
      case "sighting" -> SIGHTING;
      case "relationship" -> RELATIONSHIP;
      default -> OTHER;
    };
  }

  /** Whether it connects others. */
  boolean connects() {
    return this == SIGHTING || this == RELATIONSHIP;
  }

  String one() {
    return one;
  }

  String many() {
    return many;
  }

  /** The class in the style sheet. */
  String css() {
    return name().toLowerCase(Locale.ROOT);
  }
}
