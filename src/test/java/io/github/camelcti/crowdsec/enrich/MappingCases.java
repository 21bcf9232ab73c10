package io.github.camelcti.crowdsec.enrich;

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
    settings.put("defaults", EnrichmentSettings.defaults());
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
    return EnrichmentSettings.builder()
        .labelsCve(true)
        .labelsMitre(true)
        .labelsBehavior(true)
        .labelsReputation(true)
        .indicatorCreateFrom(REPUTATIONS)
        .attackPatternCreateFromMitre(true)
        .labelsClassification(true)
        .createAutonomousSystem(true)
        .createDomainName(true)
        .createOriginCountry(true)
        .lastReputationInDescription(true)
        .createNote(true)
        .build();
  }

  private static EnrichmentSettings everythingOff() {
    return EnrichmentSettings.builder()
        .confidenceLevel(50)
        .labelsScenarioName(false)
        .labelsScenarioLabel(false)
        .labelsFalsePositive(false)
        .vulnerabilityCreateFromCve(false)
        .createSighting(false)
        .createTargetedCountriesSightings(false)
        .lastEnrichmentDateInDescription(false)
        .build();
  }
}
