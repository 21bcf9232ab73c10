package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings.LabelKind;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings.Labels;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings.Note;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings.Objects;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings.Organization;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings.Stamp;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** Makes the mapping from the connector's settings, the only class that knows both. */
public final class EnricherFactory {

  private EnricherFactory() {}

  /**
   * @param config all settings
   * @return the mapping, with the system's clock
   */
  public static Enricher create(Config config) {
    return create(config, Clock.systemUTC());
  }

  /** The same with the caller's clock. */
  public static Enricher create(Config config, Clock clock) {
    return new Enricher(settings(config), clock);
  }

  public static EnrichmentSettings settings(Config config) {
    return new EnrichmentSettings(
        new Organization(config.get(Settings.CROWDSEC_NAME), config.get(Settings.CROWDSEC_DESCRIPTION)),
        config.find(Settings.CONNECTOR_CONFIDENCE_LEVEL).orElse(null),
        labels(config),
        Set.copyOf(config.get(Settings.CROWDSEC_INDICATOR_CREATE_FROM)),
        new Objects(
            config.get(Settings.CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE),
            config.get(Settings.CROWDSEC_VULNERABILITY_CREATE_FROM_CVE),
            config.get(Settings.CROWDSEC_CREATE_AUTONOMOUS_SYSTEM),
            config.get(Settings.CROWDSEC_CREATE_DOMAIN_NAME),
            config.get(Settings.CROWDSEC_CREATE_ORIGIN_COUNTRY),
            config.get(Settings.CROWDSEC_CREATE_SIGHTING),
            config.get(Settings.CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS)),
        new Note(config.get(Settings.CROWDSEC_CREATE_NOTE), Set.copyOf(config.get(Settings.CROWDSEC_NOTE_LEAVE_OUT))),
        new Stamp(
            config.get(Settings.CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION),
            config.get(Settings.CROWDSEC_LAST_REPUTATION_IN_DESCRIPTION),
            config.get(Settings.CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS)));
  }

  private static Labels labels(Config config) {
    return new Labels(
        kind(config, Settings.CROWDSEC_LABELS_SCENARIO_NAME, Settings.CROWDSEC_LABELS_SCENARIO_COLOR),
        kind(config, Settings.CROWDSEC_LABELS_SCENARIO_LABEL, Settings.CROWDSEC_LABELS_SCENARIO_COLOR),
        kind(config, Settings.CROWDSEC_LABELS_CVE, Settings.CROWDSEC_LABELS_CVE_COLOR),
        kind(config, Settings.CROWDSEC_LABELS_MITRE, Settings.CROWDSEC_LABELS_MITRE_COLOR),
        kind(config, Settings.CROWDSEC_LABELS_BEHAVIOR, Settings.CROWDSEC_LABELS_BEHAVIOR_COLOR),
        kind(config, Settings.CROWDSEC_LABELS_FALSE_POSITIVE, Settings.CROWDSEC_LABELS_FALSE_POSITIVE_COLOR),
        kind(config, Settings.CROWDSEC_LABELS_CLASSIFICATION, Settings.CROWDSEC_LABELS_CLASSIFICATION_COLOR),
        config.get(Settings.CROWDSEC_LABELS_REPUTATION),
        Map.of(
            "malicious", config.get(Settings.CROWDSEC_LABELS_REPUTATION_MALICIOUS_COLOR),
            "suspicious", config.get(Settings.CROWDSEC_LABELS_REPUTATION_SUSPICIOUS_COLOR),
            "known", config.get(Settings.CROWDSEC_LABELS_REPUTATION_KNOWN_COLOR),
            "safe", config.get(Settings.CROWDSEC_LABELS_REPUTATION_SAFE_COLOR),
            "benign", config.get(Settings.CROWDSEC_LABELS_REPUTATION_BENIGN_COLOR)));
  }

  private static LabelKind kind(Config config, Setting<Boolean> wanted, Setting<String> color) {
    return new LabelKind(config.get(wanted), config.get(color));
  }
}
