package io.github.camelcti.crowdsec.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes the JSON schema of the environment, in the form that OpenCTI's catalogue of connectors reads. */
final class ConfigSchema {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ConfigSchema() {}

  static String render() {
    ObjectNode schema = MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "https://www.filigran.io/connectors/crowdsec_config.schema.json");
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (Setting<?> setting : Settings.all()) {
      describe(setting, properties.putObject(setting.environmentName()));
      if (setting.isRequired()) {
        required.add(setting.environmentName());
      }
    }
    schema.put("additionalProperties", true);
    return json(schema);
  }

  /** The text of a generated file. */
  static String json(ObjectNode node) {
    try {
      return MAPPER.writer(printer()).writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of nodes is always JSON", e);
    }
  }

  /** Description, type and default of a setting. */
  static <T> void describe(Setting<T> setting, ObjectNode node) {
    node.put("description", setting.description());
    setting.type().describe(node);
    setting.defaultValue().ifPresent(value -> {
      if (value instanceof Boolean flag) {
        node.put("default", flag);
      } else if (value instanceof Integer number) {
        node.put("default", number);
      } else {
        node.put("default", setting.type().written(value));
      }
    });
  }

  /** The same bytes on every system: Jackson's own printer takes the line breaks of the machine. */
  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter(
        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
        .withObjectIndenter(indenter)
        .withArrayIndenter(indenter);
  }
}
