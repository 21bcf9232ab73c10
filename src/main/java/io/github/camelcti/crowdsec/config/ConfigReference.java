package io.github.camelcti.crowdsec.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything about settings that people and programs read, made from the catalogue.
 *
 * <p>The files are committed, so that they can be read where the repository is browsed; a test fails when
 * they differ from what is made here and writes them anew with {@code -Dregenerate=true}.
 */
public final class ConfigReference {

  private ConfigReference() {}

  /**
   * All generated files.
   *
   * @return content by path from the root of the repository, never null
   */
  public static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("docs/configuration.md", ReferencePage.render());
    files.put("config/config.yml.sample", SampleFiles.configYml());
    files.put("config/.env.sample", SampleFiles.dotEnv());
    files.put("__metadata__/connector_config_schema.json", ConfigSchema.render());
    files.put("__metadata__/connector_manifest.json", ConnectorManifest.render());
    files.put("__metadata__/CONNECTOR_CONFIG_DOC.md", CatalogueDoc.render());
    files.put("deploy/helm/crowdsec-connector/values.schema.json", ChartSchema.render());
    return files;
  }

  /**
   * What {@code help settings} prints.
   *
   * @return plain text of at most 100 columns that ends without a line break, never null
   */
  public static String help() {
    return HelpText.render();
  }

  /** How documents show what happens when nothing sets the setting. */
  static String byDefault(Setting<?> setting) {
    if (setting.isRequired()) {
      return "required";
    }
    String sample = defaultText(setting);
    if (sample == null) {
      return setting.group() == SettingGroup.RABBITMQ ? "from registration" : "not set";
    }
    return sample.isEmpty() ? "empty" : sample;
  }

  /** The default as a person would write it, null when there is none. */
  static <T> String defaultText(Setting<T> setting) {
    return setting.defaultValue().map(setting.type()::written).orElse(null);
  }
}
