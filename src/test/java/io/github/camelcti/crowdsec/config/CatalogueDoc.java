package io.github.camelcti.crowdsec.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.cli.SettingsHelp;
import java.util.ArrayList;
import java.util.List;

/** Writes {@code __metadata__/CONNECTOR_CONFIG_DOC.md}, the table that OpenCTI's catalogue has for each connector. */
final class CatalogueDoc {

  private static final String HEAD =
      """
      # Connector Configurations

      <!-- Generated from the catalogue of settings, as docs/configuration.md is, which says more. -->

      | Property | Type | Required | Possible values | Default | Description |
      | -------- | ---- | -------- | --------------- | ------- | ----------- |
      """;

  private CatalogueDoc() {}

  static String render() {
    StringBuilder page = new StringBuilder(HEAD);
    Settings.all().forEach(setting -> page.append(row(setting)));
    return page.toString();
  }

  private static String row(Setting<?> setting) {
    ObjectNode schema = new ObjectMapper().createObjectNode();
    ConfigSchema.describe(setting, schema);
    String byDefault = SettingsHelp.defaultText(setting);
    return "| " + String.join(" | ",
        setting.environmentName(),
        "`" + schema.path("type").asText("string") + "`",
        setting.isRequired() ? "✅" : "",
        possible(setting, schema),
        byDefault == null || byDefault.isEmpty() ? "" : "`" + byDefault + "`",
        setting.description()) + " |\n";
  }

  private static String possible(Setting<?> setting, JsonNode schema) {
    List<String> words = new ArrayList<>();
    schema.path("enum").forEach(word -> words.add("`" + word.asText() + "`"));
    return words.isEmpty() ? setting.type().acceptedInBrief() : String.join(" ", words);
  }
}
