package io.github.camelcti.crowdsec.doubles;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the token's user may do, by OpenCTI's names of capabilities; refusals as observed on 6.9.10. */
final class Rights {

  private static final Set<String> FREE = Set.of("about", "me");
  private static final Set<String> CONNECTORS = Set.of("registerConnector", "pingConnector", "resetStateConnector",
      "deleteConnector", "connector", "connectors", "workAdd", "workEdit", "stixBundlePush", "playbookStepExecution",
      "connectorJWT");

  private volatile List<String> names =
      List.of("KNOWLEDGE", "KNOWLEDGE_KNUPDATE", "KNOWLEDGE_KNENRICHMENT", "CONNECTORAPI", "SETTINGS_SETLABELS");

  /** From now on it may do these things only. */
  void are(String... capabilities) {
    names = List.of(capabilities);
  }

  /** As the schema shows them. */
  List<Map<String, Object>> asGraphQl() {
    return names.stream().map(name -> Map.<String, Object>of("id", name, "name", name)).toList();
  }

  /** Whether a field at the root may be used. */
  boolean allow(String rootField) {
    if (FREE.contains(rootField) || has("BYPASS")) {
      return true;
    }
    if (CONNECTORS.contains(rootField)) {
      return has("CONNECTORAPI");
    }
    if (rootField.equals("labelAdd")) {
      return has("SETTINGS_SETLABELS");
    }
    return has(rootField.endsWith("Add") || rootField.endsWith("Edit") ? "KNOWLEDGE_KNUPDATE" : "KNOWLEDGE");
  }

  /** A deeper right includes those that its name begins with. */
  private boolean has(String capability) {
    return names.stream().anyMatch(name -> name.equals(capability) || name.startsWith(capability + "_"));
  }
}
