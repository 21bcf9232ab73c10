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
    text(image, "digest", "^(sha256:[0-9a-f]{64})?$");
    image.putObject("pullPolicy").putArray("enum").add("Always").add("IfNotPresent").add("Never");
    values.putObject("imagePullSecrets").put("type", "array");
    number(values, "replicas", 0, 10);
    text(object(values.putObject("opencti"), "url"), "url", "^https?://\\S+$");
    text(object(values.putObject("connector"), "id"), "id", UUID);
    secrets(object(values.putObject("existingSecret"), "name", "tokenKey", "crowdsecKey"));
    settings(values.putObject("settings"));
    values.putObject("applicationProperties").put("type", "object").putObject("additionalProperties")
        .putArray("type").add("string").add("integer").add("boolean");
    ObjectNode ca = object(values.putObject("ca"));
    text(ca, "secret", null);
    text(ca, "configMap", null);
    text(ca, "key", "^[\\w.-]+$");
    ObjectNode routes = object(values.putObject("routes"));
    text(routes, "customConfigMap", null);
    text(routes, "configMap", null);
    text(routes, "graphqlConfigMap", null);
    ObjectNode state = object(values.putObject("state"), "size");
    text(state, "size", "^[0-9]+[KMGT]i?$");
    text(state, "storageClass", null);
    operation(values);
    return ConfigSchema.json(schema);
  }

  private static void operation(ObjectNode values) {
    number(object(values.putObject("management")), "port", 1, 65_535);
    ObjectNode metrics = object(values.putObject("metrics"));
    flag(metrics, "enabled");
    number(metrics, "port", 1, 65_535);
    flag(metrics, "podMonitor");
    ObjectNode policy = object(values.putObject("networkPolicy"));
    flag(policy, "enabled");
    text(policy, "metricsFrom", null);
    for (String name : new String[] {"opencti", "rabbitmq", "crowdsec", "proxy"}) {
      ObjectNode peer = object(policy.putObject(name));
      peer.putObject("to").put("type", "array");
      number(peer, "port", 1, 65_535);
    }
    policy.putObject("egress").put("type", "array");
    ObjectNode keda = object(values.putObject("keda"));
    flag(keda, "enabled");
    number(keda, "maxReplicas", 1, 10);
    number(keda, "queueLength", 1, 1_000_000);
    text(keda, "existingSecret", null);
    values.putObject("terminationGracePeriodSeconds").put("minimum", 2).put("maximum", 3600)
        .putArray("type").add("integer").add("null");
    ObjectNode account = object(values.putObject("serviceAccount"));
    flag(account, "create");
    text(account, "name", null);
    account.putObject("annotations").put("type", "object");
    ObjectNode budget = object(values.putObject("podDisruptionBudget"));
    flag(budget, "enabled");
    number(budget, "maxUnavailable", 0, 10);
    for (String map : new String[] {"resources", "labels", "annotations", "podLabels", "podAnnotations", "nodeSelector", "affinity",
        "podSecurityContext", "securityContext", "global", "extra"}) {
      values.putObject(map).put("type", "object");
    }
    for (String list : new String[] {"tolerations", "topologySpreadConstraints", "extraEnv", "extraEnvFrom", "extraVolumes",
        "extraVolumeMounts"}) {
      values.putObject(list).put("type", "array");
    }
    for (String text : new String[] {"nameOverride", "fullnameOverride", "javaOptions", "priorityClassName"}) {
      text(values, text, null);
    }
  }

  private static void secrets(ObjectNode secret) {
    text(secret, "name", "^[a-z0-9.-]+$");
    text(secret, "tokenKey", "^[\\w.-]+$");
    text(secret, "crowdsecKey", "^[\\w.-]+$");
    text(secret, "revision", null);
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
