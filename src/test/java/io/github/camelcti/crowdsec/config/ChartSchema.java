package io.github.camelcti.crowdsec.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Writes the schema of the Helm chart's values. Helm refuses a misspelt or wrong setting before anything is installed;
 * secrets are not among the settings, so that none gets into a release.
 */
final class ChartSchema {

  /** What the chart sets from values of its own; its templates refuse it among the settings, and say which value it is. */
  private static final Set<String> OTHER_VALUES = Set.of("OPENCTI_URL", "CONNECTOR_ID", "CONNECTOR_MANAGEMENT_PORT",
      "CONNECTOR_EXPOSE_METRICS", "CONNECTOR_METRICS_PORT");
  /** What its manifests rely on. */
  private static final Set<String> FIXED = Set.of("CONNECTOR_TYPE", "CONNECTOR_STATE_DIRECTORY",
      "CONNECTOR_MANAGEMENT_ENABLED", "CONNECTOR_MANAGEMENT_HOST", "CONNECTOR_METRICS_HOST");
  private static final String NAME = "^([a-z]([-a-z0-9]*[a-z0-9])?)?$";
  private static final String UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

  private ChartSchema() {}

  static String render() {
    // Helm knows the drafts up to 7.
    ObjectNode schema = new ObjectMapper().createObjectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    ObjectNode values = object(schema, "opencti", "connector", "existingSecret", "image",
        "settings", "ca", "routes", "state", "management", "metrics", "networkPolicy", "keda", "serviceAccount", "podDisruptionBudget");
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
    ObjectNode ca = object(values.putObject("ca"), "key");
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
    number(object(values.putObject("management"), "port"), "port", 1, 65_535);
    ObjectNode metrics = object(values.putObject("metrics"), "port");
    flag(metrics, "enabled");
    number(metrics, "port", 1, 65_535);
    flag(metrics, "podMonitor");
    ObjectNode policy = object(values.putObject("networkPolicy"), "metricsFrom", "opencti", "rabbitmq", "crowdsec", "proxy");
    flag(policy, "enabled");
    text(policy, "metricsFrom", null);
    for (String name : new String[] {"opencti", "rabbitmq", "crowdsec", "proxy"}) {
      ObjectNode peer = object(policy.putObject(name), "port");
      peer.putObject("to").put("type", "array");
      number(peer, "port", 1, 65_535);
    }
    policy.putObject("egress").put("type", "array");
    ObjectNode keda = object(values.putObject("keda"), "maxReplicas", "queueLength");
    flag(keda, "enabled");
    number(keda, "maxReplicas", 1, 10);
    number(keda, "queueLength", 1, 1_000_000);
    text(keda, "existingSecret", null);
    number(values, "terminationGracePeriodSeconds", 2, 3600).withArray("type").add("null");
    ObjectNode account = object(values.putObject("serviceAccount"));
    flag(account, "create");
    text(account, "name", null);
    texts(account, "annotations");
    ObjectNode budget = object(values.putObject("podDisruptionBudget"), "maxUnavailable");
    flag(budget, "enabled");
    number(budget, "maxUnavailable", 0, 10).put("pattern", "^[0-9]+%?$");
    for (String map : new String[] {"labels", "annotations", "podLabels", "podAnnotations", "nodeSelector"}) {
      texts(values, map);
    }
    for (String map : new String[] {"resources", "affinity", "podSecurityContext", "securityContext", "global", "extra"}) {
      values.putObject(map).put("type", "object");
    }
    for (String list : new String[] {"tolerations", "topologySpreadConstraints", "extraEnv", "extraEnvFrom", "extraVolumes",
        "extraVolumeMounts"}) {
      values.putObject(list).put("type", "array").putObject("items").put("type", "object");
    }
    text(values, "nameOverride", NAME);
    text(values, "fullnameOverride", NAME);
    text(values, "javaOptions", null);
    text(values, "priorityClassName", null);
  }

  private static void secrets(ObjectNode secret) {
    text(secret, "name", "^[a-z0-9.-]+$");
    text(secret, "tokenKey", "^[\\w.-]+$");
    text(secret, "crowdsecKey", "^[\\w.-]+$");
    secret.putObject("revision").putArray("type").add("string").add("integer");
    ObjectNode files = object(secret.putObject("files"));
    Settings.all().forEach(setting -> setting.fileName().ifPresent(name -> text(files, name, "^[\\w.-]+$")));
  }

  private static void settings(ObjectNode node) {
    ObjectNode properties = object(node);
    for (Setting<?> setting : Settings.all()) {
      if (setting.isSecret() || FIXED.contains(setting.environmentName())) {
        continue;
      }
      ObjectNode property = properties.putObject(setting.environmentName());
      if (OTHER_VALUES.contains(setting.environmentName())) {
        continue;
      }
      ConfigSchema.describe(setting, property);
      // YAML takes 300 for a number where a duration is meant, and quotation marks make texts of numbers. With null, a later file of
      // values takes back what an earlier one has set.
      String type = property.path("type").asText();
      if (type.equals("boolean")) {
        property.put("pattern", "^([Tt]rue|TRUE|[Ff]alse|FALSE)$");
      } else if (type.equals("integer")) {
        property.put("pattern", "^[0-9]+$");
      }
      property.putArray("type").add(type.equals("boolean") ? "boolean" : "integer").add("string").add("null");
      if (property.has("enum")) {
        property.withArray("enum").addNull();
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

  /** A whole number, also as a text, as --set-string gives it. */
  private static ObjectNode number(ObjectNode properties, String name, int least, int most) {
    ObjectNode node = properties.putObject(name).put("minimum", least).put("maximum", most).put("pattern", "^[0-9]+$");
    node.putArray("type").add("integer").add("string");
    return node;
  }

  /** Names and texts; numbers and true become texts in the templates. */
  private static void texts(ObjectNode properties, String name) {
    properties.putObject(name).put("type", "object").putObject("additionalProperties")
        .putArray("type").add("string").add("integer").add("boolean");
  }

  private static void flag(ObjectNode properties, String name) {
    properties.putObject(name).put("type", "boolean");
  }
}
