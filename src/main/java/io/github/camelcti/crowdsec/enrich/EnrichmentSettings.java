package io.github.camelcti.crowdsec.enrich;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an enrichment writes. There are no defaults here; the catalogue of settings has them.
 *
 * @param organization the author of what is written
 * @param confidenceLevel highest confidence of what is written, null for no limit
 * @param indicatorCreateFrom reputations that lead to an indicator, in lower case
 */
public record EnrichmentSettings(
    Organization organization,
    @Nullable Integer confidenceLevel,
    Labels labels,
    Set<String> indicatorCreateFrom,
    Objects objects,
    Note note,
    Stamp stamp) {

  public EnrichmentSettings {
    indicatorCreateFrom = indicatorCreateFrom.stream()
        .map(reputation -> reputation.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Name and description of the author. */
  public record Organization(String name, String description) {}

  /** Labels of one kind: whether they are written, and their colour. */
  public record LabelKind(boolean wanted, String color) {}

  /**
   * The labels of the observable.
   *
   * @param falsePositive the reasons why the address is not to be treated as malicious
   * @param classification what the address is: Tor, VPN, scanner ...
   * @param reputation whether the reputation becomes a label
   * @param reputationColors colours by reputation; a reputation without one gets no label
   */
  public record Labels(LabelKind scenarioName, LabelKind scenarioLabel, LabelKind cve, LabelKind mitre, LabelKind behavior,
      LabelKind falsePositive, LabelKind classification, boolean reputation, Map<String, String> reputationColors) {

    public Labels {
      reputationColors = Map.copyOf(reputationColors);
    }
  }

  /** Which objects are written in addition to observable, organization, indicator and note. */
  public record Objects(boolean attackPatterns, boolean vulnerabilities, boolean autonomousSystem, boolean domainName,
      boolean originCountry, boolean sighting, boolean targetedCountriesSightings) {}

  /**
   * The note.
   *
   * @param leaveOut parts of it that are not wanted
   */
  public record Note(boolean wanted, Set<String> leaveOut) {

    public Note {
      leaveOut = Set.copyOf(leaveOut);
    }
  }

  /**
   * The stamp in the observable's description.
   *
   * @param minDelay minimum age at which an enrichment is repeated
   */
  public record Stamp(boolean date, boolean reputation, Duration minDelay) {}
}
