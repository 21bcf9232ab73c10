package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings;
import java.time.Clock;
import java.util.Set;

/** Makes the mapping from the connector's settings: the one place where the two meet. */
public final class EnricherFactory {

  private EnricherFactory() {}

  /**
   * @param config all settings
   * @return the mapping, with the system's clock
   */
  public static Enricher create(Config config) {
    return create(config, Clock.systemUTC());
  }

  /** The same with a clock of the caller's. */
  public static Enricher create(Config config, Clock clock) {
    return new Enricher(settings(config), clock);
  }

  public static EnrichmentSettings settings(Config config) {
    return EnrichmentSettings.builder()
        .organizationName(config.get(Settings.CROWDSEC_NAME))
        .organizationDescription(config.get(Settings.CROWDSEC_DESCRIPTION))
        .confidenceLevel(config.find(Settings.CONNECTOR_CONFIDENCE_LEVEL).orElse(null))
        .labelsScenarioName(config.get(Settings.CROWDSEC_LABELS_SCENARIO_NAME))
        .labelsScenarioLabel(config.get(Settings.CROWDSEC_LABELS_SCENARIO_LABEL))
        .labelsScenarioColor(config.get(Settings.CROWDSEC_LABELS_SCENARIO_COLOR))
        .labelsCve(config.get(Settings.CROWDSEC_LABELS_CVE))
        .labelsCveColor(config.get(Settings.CROWDSEC_LABELS_CVE_COLOR))
        .labelsMitre(config.get(Settings.CROWDSEC_LABELS_MITRE))
        .labelsMitreColor(config.get(Settings.CROWDSEC_LABELS_MITRE_COLOR))
        .labelsBehavior(config.get(Settings.CROWDSEC_LABELS_BEHAVIOR))
        .labelsBehaviorColor(config.get(Settings.CROWDSEC_LABELS_BEHAVIOR_COLOR))
        .labelsFalsePositive(config.get(Settings.CROWDSEC_LABELS_FALSE_POSITIVE))
        .labelsFalsePositiveColor(config.get(Settings.CROWDSEC_LABELS_FALSE_POSITIVE_COLOR))
        .labelsClassification(config.get(Settings.CROWDSEC_LABELS_CLASSIFICATION))
        .labelsClassificationColor(config.get(Settings.CROWDSEC_LABELS_CLASSIFICATION_COLOR))
        .labelsReputation(config.get(Settings.CROWDSEC_LABELS_REPUTATION))
        .reputationColor("malicious", config.get(Settings.CROWDSEC_LABELS_REPUTATION_MALICIOUS_COLOR))
        .reputationColor("suspicious", config.get(Settings.CROWDSEC_LABELS_REPUTATION_SUSPICIOUS_COLOR))
        .reputationColor("safe", config.get(Settings.CROWDSEC_LABELS_REPUTATION_SAFE_COLOR))
        .reputationColor("known", config.get(Settings.CROWDSEC_LABELS_REPUTATION_KNOWN_COLOR))
        .reputationColor("benign", config.get(Settings.CROWDSEC_LABELS_REPUTATION_BENIGN_COLOR))
        .indicatorCreateFrom(Set.copyOf(config.get(Settings.CROWDSEC_INDICATOR_CREATE_FROM)))
        .attackPatternCreateFromMitre(config.get(Settings.CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE))
        .vulnerabilityCreateFromCve(config.get(Settings.CROWDSEC_VULNERABILITY_CREATE_FROM_CVE))
        .createNote(config.get(Settings.CROWDSEC_CREATE_NOTE))
        .noteLeaveOut(Set.copyOf(config.get(Settings.CROWDSEC_NOTE_LEAVE_OUT)))
        .createAutonomousSystem(config.get(Settings.CROWDSEC_CREATE_AUTONOMOUS_SYSTEM))
        .createDomainName(config.get(Settings.CROWDSEC_CREATE_DOMAIN_NAME))
        .createOriginCountry(config.get(Settings.CROWDSEC_CREATE_ORIGIN_COUNTRY))
        .createSighting(config.get(Settings.CROWDSEC_CREATE_SIGHTING))
        .createTargetedCountriesSightings(config.get(Settings.CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS))
        .lastEnrichmentDateInDescription(config.get(Settings.CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION))
        .lastReputationInDescription(config.get(Settings.CROWDSEC_LAST_REPUTATION_IN_DESCRIPTION))
        .minDelayBetweenEnrichments(config.get(Settings.CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS))
        .build();
  }
}
