package io.github.camelcti.crowdsec.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The documents, samples and schemas about settings, made from the catalogue.
 *
 * <p>The files are committed, so that they can be read where the repository is browsed; a test fails when
 * they differ from what is made here, and writes them anew with {@code -Dregenerate=true}.
 */
final class ConfigReference {

  private ConfigReference() {}

  /** The content of all generated files, by path from the root of the repository. */
  static Map<String, String> files() {
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
}
