package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Every sample answer and the settings at both ends and in the middle: what the mapping must cope with. */
final class MappingCases {

  static final String EVERYTHING_ON = "everything on";

  private static final Set<String> REPUTATIONS =
      Set.of("malicious", "suspicious", "known", "safe", "benign");

  private MappingCases() {}

  /** The names of all sample answers with status 200 that are answers about one address. */
  static List<String> samples() {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/crowdsec"))) {
      return files.map(file -> file.getFileName().toString().replace(".json", ""))
          .filter(name -> name.startsWith("200-") && !name.equals("200-batch"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings by a name for messages. */
  static Map<String, EnrichmentSettings> settings() {
    Map<String, EnrichmentSettings> settings = new LinkedHashMap<>();
    settings.put("defaults", SettingsOf.defaults());
    settings.put(EVERYTHING_ON, everythingOn());
    settings.put("everything off", everythingOff());
    return settings;
  }

  /** An observable as confidential as can be: marked, described by an analyst, shared with one organization. */
  static Observable observable(String sample) {
    return Fixtures.observable(sample.equals("200-ipv6") ? "2001:DB8::10" : "192.0.2.10",
        "Seen by me", List.of(Fixtures.AMBER), List.of("identity--4c0e8a4b-6f0b-5d0e-8a49-5f2c4a7f9f11"));
  }

  static EnrichmentSettings everythingOn() {
    return SettingsOf.builder()
        .with(Settings.CROWDSEC_LABELS_CVE, true)
        .with(Settings.CROWDSEC_LABELS_MITRE, true)
        .with(Settings.CROWDSEC_LABELS_BEHAVIOR, true)
        .with(Settings.CROWDSEC_LABELS_REPUTATION, true)
        .with(Settings.CROWDSEC_INDICATOR_CREATE_FROM, REPUTATIONS)
        .with(Settings.CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE, true)
        .with(Settings.CROWDSEC_LABELS_CLASSIFICATION, true)
        .with(Settings.CROWDSEC_CREATE_AUTONOMOUS_SYSTEM, true)
        .with(Settings.CROWDSEC_CREATE_DOMAIN_NAME, true)
        .with(Settings.CROWDSEC_CREATE_ORIGIN_COUNTRY, true)
        .with(Settings.CROWDSEC_LAST_REPUTATION_IN_DESCRIPTION, true)
        .with(Settings.CROWDSEC_CREATE_NOTE, true)
        .build();
  }

  private static EnrichmentSettings everythingOff() {
    return SettingsOf.builder()
        .with(Settings.CONNECTOR_CONFIDENCE_LEVEL, 50)
        .with(Settings.CROWDSEC_LABELS_SCENARIO_NAME, false)
        .with(Settings.CROWDSEC_LABELS_SCENARIO_LABEL, false)
        .with(Settings.CROWDSEC_LABELS_FALSE_POSITIVE, false)
        .with(Settings.CROWDSEC_VULNERABILITY_CREATE_FROM_CVE, false)
        .with(Settings.CROWDSEC_CREATE_SIGHTING, false)
        .with(Settings.CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS, false)
        .with(Settings.CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION, false)
        .build();
  }
}
