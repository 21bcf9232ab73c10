package io.github.camelcti.crowdsec.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.base.Build;

/**
 * Writes {@code __metadata__/connector_manifest.json}: what OpenCTI's catalogue of connectors shows of this one. Its
 * fields, and their order, are those of the manifests there.
 */
final class ConnectorManifest {

  /** The oldest OpenCTI that docs/migration.md names. */
  static final String OLDEST_OPENCTI = ">=5.3.7";

  private ConnectorManifest() {}

  static String render() {
    ObjectNode manifest = new ObjectMapper().createObjectNode();
    manifest.put("title", "CrowdSec (Camel)");
    manifest.put("slug", "crowdsec-camel");
    manifest.put("description", "Enriches IP addresses with what CrowdSec's crowd knows about them: reputation, "
        + "behaviors, techniques, vulnerabilities and targeted countries. "
        + "Made of Apache Camel routes that can be edited.");
    manifest.put("short_description", "Enriches IPv4 and IPv6 addresses with CrowdSec's CTI; waits for a used-up "
        + "quota and loses no job.");
    manifest.put("logo", "__metadata__/logo.png");
    manifest.putArray("use_cases").add("Detection & Response Enablement");
    manifest.putArray("solution_categories").add("Enrichment & Reputation");
    manifest.put("license_type", "Free");
    manifest.putNull("contact");
    manifest.put("verified", false);
    manifest.putNull("last_verified_date");
    manifest.put("playbook_supported", true);
    // The highest that a finding of CrowdSec gets is 90 (high); the connector's own level may bound it.
    manifest.put("max_confidence_level", 90);
    manifest.put("support_version", OLDEST_OPENCTI);
    manifest.putNull("subscription_link");
    // The catalogue fills it in where it takes the connector over.
    manifest.putNull("source_code");
    manifest.put("manager_supported", false);
    manifest.put("container_version", Build.version());
    manifest.put("container_image", "crowdsec-connector");
    manifest.put("container_type", "INTERNAL_ENRICHMENT");
    return ConfigSchema.json(manifest);
  }
}
