package io.github.camelcti.crowdsec.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Writes the schema of the Helm chart's values. Helm refuses a misspelt or wrong setting before anything is installed;
 * secrets are not among the settings, so that none gets into a release.
 */
final class ChartSchema {

  /** What the chart sets itself, from values of its own or because its manifests rely on it. */
  private static final Set<String> SET_BY_THE_CHART = Set.of("OPENCTI_URL", "CONNECTOR_ID", "CONNECTOR_TYPE",
      "CONNECTOR_STATE_DIRECTORY", "CONNECTOR_MANAGEMENT_ENABLED", "CONNECTOR_MANAGEMENT_HOST",
      "CONNECTOR_MANAGEMENT_PORT", "CONNECTOR_EXPOSE_METRICS", "CONNECTOR_METRICS_PORT", "CONNECTOR_METRICS_HOST");
  private static final String UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

  private ChartSchema() {}

  static String render() {
    // Helm knows the drafts up to 7.
    ObjectNode schema = new ObjectMapper().createObjectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    ObjectNode values = object(schema, "opencti", "connector", "existingSecret");
    ObjectNode image = object(values.putObject("image"), "repository");
    text(image, "repository", "^[^\\s:]+(:[0-9]+/[^\\s:]+)?$");
    // A tag that moves is a different connector tomorrow.
    text(image, "tag", "^[\\w.-]*$").putObject("not").put("const", "latest");
    image.putObject("pullPolicy").putArray("enum").add("Always").add("IfNotPresent").add("Never");
    values.putObject("imagePullSecrets").put("type", "array");
    number(values, "replicas", 0, 10);
    text(object(values.putObject("opencti"), "url"), "url", "^https?://\\S+$");
    text(object(values.putObject("connector"), "id"), "id", UUID);
    secrets(object(values.putObject("existingSecret"), "name", "tokenKey", "crowdsecKey"));
    settings(values.putObject("settings"));
    ObjectNode routes = object(values.putObject("routes"));
    text(routes, "configMap", null);
    text(routes, "graphqlConfigMap", null);
    ObjectNode state = object(values.putObject("state"), "size");
    text(state, "size", "^[0-9]+[KMGT]i?$");
    text(state, "storageClass", null);
    operation(values);
    return ConfigSchema.json(schema);
  }

  private static void operation(ObjectNode values) {
    ObjectNode metrics = object(values.putObject("metrics"));
    flag(metrics, "enabled");
    number(metrics, "port", 1, 65_535);
    flag(metrics, "podMonitor");
    ObjectNode policy = object(values.putObject("networkPolicy"));
    flag(policy, "enabled");
    text(policy, "metricsFrom", null);
    policy.putObject("egress").put("type", "array");
    ObjectNode keda = object(values.putObject("keda"));
    flag(keda, "enabled");
    number(keda, "maxReplicas", 1, 10);
    number(keda, "queueLength", 1, 1_000_000);
    text(keda, "existingSecret", null);
    number(values, "terminationGracePeriodSeconds", 2, 3600);
    for (String map : new String[] {"resources", "podAnnotations", "nodeSelector", "affinity", "global", "extra"}) {
      values.putObject(map).put("type", "object");
    }
    values.putObject("tolerations").put("type", "array");
  }

  private static void secrets(ObjectNode secret) {
    text(secret, "name", "^[a-z0-9.-]+$");
    text(secret, "tokenKey", "^[\\w.-]+$");
    text(secret, "crowdsecKey", "^[\\w.-]+$");
    ObjectNode files = object(secret.putObject("files"));
    Settings.all().forEach(setting -> setting.fileName().ifPresent(name -> text(files, name, "^[\\w.-]+$")));
  }

  private static void settings(ObjectNode node) {
    ObjectNode properties = object(node);
    for (Setting<?> setting : Settings.all()) {
      if (!setting.isSecret() && !SET_BY_THE_CHART.contains(setting.environmentName())) {
        ObjectNode property = properties.putObject(setting.environmentName());
        ConfigSchema.describe(setting, property);
        if ("string".equals(property.path("type").asText())) {
          // YAML takes 300 for a number where a duration is meant.
          property.putArray("type").add("string").add("integer");
        }
      }
    }
  }

  /** An object with no other keys than those that are put into what is returned. */
  private static ObjectNode object(ObjectNode node, String... required) {
    node.put("type", "object");
    ObjectNode properties = node.putObject("properties");
    for (String name : required) {
      node.withArray("required").add(name);
    }
    node.put("additionalProperties", false);
    return properties;
  }

  private static ObjectNode text(ObjectNode properties, String name, String pattern) {
    ObjectNode node = properties.putObject(name).put("type", "string");
    return pattern == null ? node : node.put("pattern", pattern);
  }

  private static void number(ObjectNode properties, String name, int least, int most) {
    properties.putObject(name).put("type", "integer").put("minimum", least).put("maximum", most);
  }

  private static void flag(ObjectNode properties, String name) {
    properties.putObject(name).put("type", "boolean");
  }
}
