package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.CallbackUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The first four lines of the log. The first one says what was started, for which platform, where jobs come from, and
 * the limits that matter most; the others say more.
 */
final class Banner {

  private Banner() {}

  /**
   * @param config the settings
   * @return four lines without secrets; the first is seen at every log level
   */
  static List<String> lines(Config config) {
    String callback = CallbackUri.of(config);
    return List.of(
        "CrowdSec connector for OpenCTI " + Build.version() + ", for " + config.get(Settings.OPENCTI_URL) + " as '"
            + config.get(Settings.CONNECTOR_NAME) + "': jobs " + (callback == null ? "from RabbitMQ" : "at " + callback)
            + ", scope " + String.join(" and ", config.get(Settings.CONNECTOR_SCOPE)) + ", "
            + (config.get(Settings.CONNECTOR_AUTO) ? "automatic" : "on request") + ", up to "
            + config.get(Settings.CROWDSEC_MAX_TLP) + " and " + config.get(Settings.CROWDSEC_MAX_PAP),
        "Runs on:   Camel " + Build.camel() + ", Java " + Runtime.version().feature() + "; id "
            + config.get(Settings.CONNECTOR_ID) + ", results by " + config.get(Settings.CONNECTOR_QUEUE_PROTOCOL),
        "Limits:    " + limits(config),
        "Endpoints: " + endpoints(config));
  }

  private static String limits(Config config) {
    List<String> limits = new ArrayList<>();
    limits.add(config.get(Settings.CONNECTOR_CONCURRENCY) + " jobs at a time");
    config.find(Settings.CROWDSEC_MAX_REQUESTS_PER_SECOND).ifPresent(most -> limits.add(most + " calls a second"));
    config.find(Settings.CROWDSEC_QUOTA_BUDGET).ifPresent(most -> limits.add(
        most + " calls in " + words(config.get(Settings.CROWDSEC_QUOTA_PERIOD))));
    limits.add("answers cached for " + words(config.get(Settings.CROWDSEC_CACHE_TTL)));
    limits.add("the same observable again after " + words(config.get(Settings.CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS)));
    limits.add("when the quota is used up jobs " + config.get(Settings.CROWDSEC_QUOTA_POLICY)
        + ", in a CrowdSec outage " + config.get(Settings.CROWDSEC_OUTAGE_POLICY));
    return String.join(", ", limits);
  }

  private static String endpoints(Config config) {
    List<String> endpoints = new ArrayList<>();
    if (config.get(Settings.CONNECTOR_MANAGEMENT_ENABLED)) {
      String scheme = config.get(Settings.CONNECTOR_MANAGEMENT_SSL) ? "https://" : "http://";
      endpoints.add(scheme + config.get(Settings.CONNECTOR_MANAGEMENT_HOST) + ":"
          + config.get(Settings.CONNECTOR_MANAGEMENT_PORT) + "/observe/health and /observe/metrics");
    }
    if (config.get(Settings.CONNECTOR_EXPOSE_METRICS)) {
      endpoints.add("http://" + config.get(Settings.CONNECTOR_METRICS_HOST) + ":"
          + config.get(Settings.CONNECTOR_METRICS_PORT) + "/metrics");
    }
    return endpoints.isEmpty() ? "none" : String.join(", ", endpoints);
  }

  private static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 86_400 && seconds % 86_400 == 0) {
      return seconds / 86_400 + " d";
    }
    if (seconds >= 3600 && seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
