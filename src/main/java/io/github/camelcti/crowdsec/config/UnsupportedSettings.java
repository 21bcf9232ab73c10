package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.type.QuotedText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of OpenCTI's Python client library that this version does not support.
 *
 * <p>A warning names them, because somebody who moves a compose file over must learn that a line of it has no effect.
 * A value that asks for what happens anyway gives no warning.
 */
final class UnsupportedSettings {

  private static final Map<String, Unsupported> NAMES = new LinkedHashMap<>();
  private static final List<String> LIVE_STREAM = List.of("CONNECTOR_LIVE_STREAM_");

  static {
    add("CONNECTOR_AUTO_UPDATE", "updated observables are not enriched automatically", "false");
    add("CONNECTOR_ENRICHMENT_RESOLUTION", "jobs are processed as the platform sends them", "none");
    add("CONNECTOR_ONLY_CONTEXTUAL", "it is always false", "false");
    add("CONNECTOR_RUN_AND_TERMINATE", "the connector runs until it is stopped", "false");
    add("CONNECTOR_DURATION_PERIOD", "an enrichment connector has no schedule");
    add("CONNECTOR_QUEUE_THRESHOLD", "only importers have one");
    add("CONNECTOR_VALIDATE_BEFORE_IMPORT", "bundles are imported at once", "false");
    add("CONNECTOR_SEND_TO_QUEUE", "results always go to the platform", "true");
    add("CONNECTOR_SEND_TO_DIRECTORY", "bundles are not written to a folder", "false");
    add("CONNECTOR_SEND_TO_DIRECTORY_PATH", "bundles are not written to a folder");
    add("CONNECTOR_SEND_TO_DIRECTORY_RETENTION", "bundles are not written to a folder");
    add("CONNECTOR_SEND_TO_S3", "bundles are not written to S3", "false");
    add("CONNECTOR_SEND_TO_S3_BUCKET", "bundles are not written to S3");
    add("CONNECTOR_SEND_TO_S3_FOLDER", "bundles are not written to S3");
    add("CONNECTOR_SEND_TO_S3_RETENTION", "bundles are not written to S3");
    for (String name : List.of("ENDPOINT", "PORT", "ACCESS_KEY", "SECRET_KEY", "USE_SSL", "BUCKET_REGION")) {
      add("S3_" + name, "bundles are not written to S3");
    }
    add("CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT", "the user of OPENCTI_TOKEN is used", "false");
    add("CONNECTOR_AUTO_CREATE_SERVICE_ACCOUNT_CONFIDENCE_LEVEL", "the user of OPENCTI_TOKEN is used");
  }

  private UnsupportedSettings() {}

  private static void add(String name, String instead, String... harmless) {
    NAMES.put(name, new Unsupported(instead, List.of(harmless)));
  }

  /** The names and what happens instead, in the order of the documents. */
  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    NAMES.forEach((name, unsupported) -> all.put(name, unsupported.instead()));
    return all;
  }

  /** Whether the client library knows the name. */
  static boolean knows(String environmentName) {
    return NAMES.containsKey(environmentName) || LIVE_STREAM.stream().anyMatch(environmentName::startsWith);
  }

  /**
   * The warning for a setting that is present.
   *
   * @param environmentName a name that the client library {@linkplain #knows knows}
   * @param value its value, may be null
   * @return what happens instead; empty if the value asks for exactly that
   */
  static Optional<String> remark(String environmentName, @Nullable String value) {
    Unsupported unsupported = NAMES.getOrDefault(
        environmentName, new Unsupported("only stream connectors have one", List.of()));
    String plain = value == null ? "" : QuotedText.bare(value).toLowerCase(Locale.ROOT);
    boolean silent = plain.isEmpty() || unsupported.harmless().contains(plain);
    return silent ? Optional.empty() : Optional.of(unsupported.instead());
  }

  private record Unsupported(String instead, List<String> harmless) {}
}
