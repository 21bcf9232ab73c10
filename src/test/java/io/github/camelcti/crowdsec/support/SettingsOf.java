package io.github.camelcti.crowdsec.support;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings;
import io.github.camelcti.crowdsec.lookup.EnricherFactory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The mapping's settings as the connector would read them from an environment. */
public final class SettingsOf {

  private final Map<String, String> environment = new HashMap<>(Map.of(
      "OPENCTI_URL", "http://opencti:8080",
      "OPENCTI_TOKEN", "token",
      "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10",
      "CROWDSEC_KEY", "key"));

  private SettingsOf() {}

  /** The defaults, for a start. */
  public static SettingsOf builder() {
    return new SettingsOf();
  }

  /** The defaults. */
  public static EnrichmentSettings defaults() {
    return builder().build();
  }

  /** The settings of an environment in which all that is mandatory is added. */
  public static EnrichmentSettings environment(Map<String, String> given) {
    SettingsOf settings = builder();
    settings.environment.putAll(given);
    return settings.build();
  }

  /** Sets one; null for none. */
  public SettingsOf with(Setting<?> setting, Object value) {
    String text = value instanceof Collection<?> items
        ? String.join(",", items.stream().map(String::valueOf).sorted().toList()) : value == null ? "" : value.toString();
    environment.put(setting.environmentName(), text);
    return this;
  }

  /** The settings. */
  public EnrichmentSettings build() {
    return EnricherFactory.settings(Config.load(environment, Path.of("no", "such", "folder")));
  }
}
