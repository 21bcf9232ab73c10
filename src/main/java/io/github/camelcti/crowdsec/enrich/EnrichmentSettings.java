package io.github.camelcti.crowdsec.enrich;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an enrichment writes; {@link #builder()} starts from the defaults.
 *
 * @param organizationName name of the organization that created the objects
 * @param organizationDescription its description
 * @param confidenceLevel highest confidence of what is written, null for no limit
 * @param labelsScenarioName whether scenario names become labels
 * @param labelsScenarioLabel whether scenario labels become labels
 * @param labelsScenarioColor colour of both
 * @param labelsCve whether CVE ids become labels
 * @param labelsCveColor their colour
 * @param labelsMitre whether technique ids become labels
 * @param labelsMitreColor their colour
 * @param labelsBehavior whether behaviour names become labels
 * @param labelsBehaviorColor their colour
 * @param labelsFalsePositive whether the reasons why the address is not to be treated as malicious become labels
 * @param labelsFalsePositiveColor their colour
 * @param labelsClassification whether classifications (Tor, VPN, scanner ...) become labels
 * @param labelsClassificationColor their colour
 * @param labelsReputation whether the reputation becomes a label
 * @param reputationColors colours by reputation; a reputation without one gets no label
 * @param indicatorCreateFrom reputations that make an indicator
 * @param attackPatternCreateFromMitre whether techniques become attack patterns
 * @param vulnerabilityCreateFromCve whether CVEs become vulnerabilities
 * @param createNote whether a note is written
 * @param noteLeaveOut parts of the note that are not wanted
 * @param createAutonomousSystem whether the autonomous system is written
 * @param createDomainName whether the name by reverse DNS is written as a domain name
 * @param createOriginCountry whether the country that the address is in is written
 * @param createSighting whether a sighting at the organization is written
 * @param createTargetedCountriesSightings whether sightings at the targeted countries are written
 * @param lastEnrichmentDateInDescription whether the description gets the date of the enrichment
 * @param lastReputationInDescription whether the date in the description comes with the reputation
 * @param minDelayBetweenEnrichments youngest age at which an enrichment is repeated
 */
public record EnrichmentSettings(
    String organizationName,
    String organizationDescription,
    Integer confidenceLevel,
    boolean labelsScenarioName,
    boolean labelsScenarioLabel,
    String labelsScenarioColor,
    boolean labelsCve,
    String labelsCveColor,
    boolean labelsMitre,
    String labelsMitreColor,
    boolean labelsBehavior,
    String labelsBehaviorColor,
    boolean labelsFalsePositive,
    String labelsFalsePositiveColor,
    boolean labelsClassification,
    String labelsClassificationColor,
    boolean labelsReputation,
    Map<String, String> reputationColors,
    Set<String> indicatorCreateFrom,
    boolean attackPatternCreateFromMitre,
    boolean vulnerabilityCreateFromCve,
    boolean createNote,
    Set<String> noteLeaveOut,
    boolean createAutonomousSystem,
    boolean createDomainName,
    boolean createOriginCountry,
    boolean createSighting,
    boolean createTargetedCountriesSightings,
    boolean lastEnrichmentDateInDescription,
    boolean lastReputationInDescription,
    Duration minDelayBetweenEnrichments) {

  public EnrichmentSettings {
    reputationColors = Map.copyOf(reputationColors);
    noteLeaveOut = Set.copyOf(noteLeaveOut);
    indicatorCreateFrom = indicatorCreateFrom.stream()
        .map(reputation -> reputation.strip().toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The defaults. */
  public static EnrichmentSettings defaults() {
    return builder().build();
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The colour of a reputation's label, empty if the reputation gets none. */
  public Optional<String> reputationColor(String reputation) {
    return Optional.ofNullable(reputation).map(reputationColors::get);
  }

  /** Collects settings; what is not set keeps its default. */
  public static final class Builder {

    private String organizationName = "CrowdSec";
    private String organizationDescription = "Curated Threat Intelligence Powered by the Crowd";
    private Integer confidenceLevel;
    private boolean labelsScenarioName = true;
    private boolean labelsScenarioLabel = true;
    private String labelsScenarioColor = "#2E2A14";
    private boolean labelsCve;
    private String labelsCveColor = "#800080";
    private boolean labelsMitre;
    private String labelsMitreColor = "#000080";
    private boolean labelsBehavior;
    private String labelsBehaviorColor = "#808000";
    private boolean labelsFalsePositive = true;
    private String labelsFalsePositiveColor = "#008080";
    private boolean labelsClassification;
    private String labelsClassificationColor = "#4682B4";
    private boolean labelsReputation;
    private final Map<String, String> reputationColors = new LinkedHashMap<>(Map.of(
        "malicious", "#FF0000",
        "suspicious", "#FFA500",
        "safe", "#00BFFF",
        "known", "#808080",
        "benign", "#008000"));
    private Set<String> indicatorCreateFrom = Set.of();
    private boolean attackPatternCreateFromMitre;
    private boolean vulnerabilityCreateFromCve = true;
    private boolean createNote;
    private Set<String> noteLeaveOut = Set.of();
    private boolean createAutonomousSystem;
    private boolean createDomainName;
    private boolean createOriginCountry;
    private boolean createSighting = true;
    private boolean createTargetedCountriesSightings = true;
    private boolean lastEnrichmentDateInDescription = true;
    private boolean lastReputationInDescription;
    private Duration minDelayBetweenEnrichments = Duration.ofMinutes(5);

    private Builder() {}

    /** @see EnrichmentSettings#organizationName() */
    public Builder organizationName(String value) {
      organizationName = value;
      return this;
    }

    /** @see EnrichmentSettings#organizationDescription() */
    public Builder organizationDescription(String value) {
      organizationDescription = value;
      return this;
    }

    /** @see EnrichmentSettings#confidenceLevel() */
    public Builder confidenceLevel(Integer value) {
      confidenceLevel = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsScenarioName() */
    public Builder labelsScenarioName(boolean value) {
      labelsScenarioName = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsScenarioLabel() */
    public Builder labelsScenarioLabel(boolean value) {
      labelsScenarioLabel = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsScenarioColor() */
    public Builder labelsScenarioColor(String value) {
      labelsScenarioColor = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsCve() */
    public Builder labelsCve(boolean value) {
      labelsCve = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsCveColor() */
    public Builder labelsCveColor(String value) {
      labelsCveColor = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsMitre() */
    public Builder labelsMitre(boolean value) {
      labelsMitre = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsMitreColor() */
    public Builder labelsMitreColor(String value) {
      labelsMitreColor = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsBehavior() */
    public Builder labelsBehavior(boolean value) {
      labelsBehavior = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsBehaviorColor() */
    public Builder labelsBehaviorColor(String value) {
      labelsBehaviorColor = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsReputation() */
    public Builder labelsReputation(boolean value) {
      labelsReputation = value;
      return this;
    }

    /** Sets the colour of one reputation's label. */
    public Builder reputationColor(String reputation, String color) {
      reputationColors.put(reputation, color);
      return this;
    }

    /** @see EnrichmentSettings#indicatorCreateFrom() */
    public Builder indicatorCreateFrom(Set<String> value) {
      indicatorCreateFrom = value;
      return this;
    }

    /** @see EnrichmentSettings#attackPatternCreateFromMitre() */
    public Builder attackPatternCreateFromMitre(boolean value) {
      attackPatternCreateFromMitre = value;
      return this;
    }

    /** @see EnrichmentSettings#vulnerabilityCreateFromCve() */
    public Builder vulnerabilityCreateFromCve(boolean value) {
      vulnerabilityCreateFromCve = value;
      return this;
    }

    /** @see EnrichmentSettings#createNote() */
    public Builder createNote(boolean value) {
      createNote = value;
      return this;
    }

    /** @see EnrichmentSettings#createSighting() */
    public Builder createSighting(boolean value) {
      createSighting = value;
      return this;
    }

    /** @see EnrichmentSettings#createTargetedCountriesSightings() */
    public Builder createTargetedCountriesSightings(boolean value) {
      createTargetedCountriesSightings = value;
      return this;
    }

    /** @see EnrichmentSettings#lastEnrichmentDateInDescription() */
    public Builder lastEnrichmentDateInDescription(boolean value) {
      lastEnrichmentDateInDescription = value;
      return this;
    }

    /** @see EnrichmentSettings#minDelayBetweenEnrichments() */
    public Builder minDelayBetweenEnrichments(Duration value) {
      minDelayBetweenEnrichments = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsFalsePositive() */
    public Builder labelsFalsePositive(boolean value) {
      labelsFalsePositive = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsFalsePositiveColor() */
    public Builder labelsFalsePositiveColor(String value) {
      labelsFalsePositiveColor = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsClassification() */
    public Builder labelsClassification(boolean value) {
      labelsClassification = value;
      return this;
    }

    /** @see EnrichmentSettings#labelsClassificationColor() */
    public Builder labelsClassificationColor(String value) {
      labelsClassificationColor = value;
      return this;
    }

    /** @see EnrichmentSettings#noteLeaveOut() */
    public Builder noteLeaveOut(Set<String> value) {
      noteLeaveOut = value;
      return this;
    }

    /** @see EnrichmentSettings#createAutonomousSystem() */
    public Builder createAutonomousSystem(boolean value) {
      createAutonomousSystem = value;
      return this;
    }

    /** @see EnrichmentSettings#createDomainName() */
    public Builder createDomainName(boolean value) {
      createDomainName = value;
      return this;
    }

    /** @see EnrichmentSettings#createOriginCountry() */
    public Builder createOriginCountry(boolean value) {
      createOriginCountry = value;
      return this;
    }

    /** @see EnrichmentSettings#lastReputationInDescription() */
    public Builder lastReputationInDescription(boolean value) {
      lastReputationInDescription = value;
      return this;
    }

    /** The settings. */
    public EnrichmentSettings build() {
      return new EnrichmentSettings(
          organizationName,
          organizationDescription,
          confidenceLevel,
          labelsScenarioName,
          labelsScenarioLabel,
          labelsScenarioColor,
          labelsCve,
          labelsCveColor,
          labelsMitre,
          labelsMitreColor,
          labelsBehavior,
          labelsBehaviorColor,
          labelsFalsePositive,
          labelsFalsePositiveColor,
          labelsClassification,
          labelsClassificationColor,
          labelsReputation,
          reputationColors,
          indicatorCreateFrom,
          attackPatternCreateFromMitre,
          vulnerabilityCreateFromCve,
          createNote,
          noteLeaveOut,
          createAutonomousSystem,
          createDomainName,
          createOriginCountry,
          createSighting,
          createTargetedCountriesSightings,
          lastEnrichmentDateInDescription,
          lastReputationInDescription,
          minDelayBetweenEnrichments);
    }
  }
}
