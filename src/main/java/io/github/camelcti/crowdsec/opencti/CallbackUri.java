package io.github.camelcti.crowdsec.opencti;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import org.jspecify.annotations.Nullable;

/** Where OpenCTI's workers deliver the jobs, with {@code CONNECTOR_LISTEN_PROTOCOL=API}. */
public final class CallbackUri {

  private CallbackUri() {}

  /** The whole address, null when jobs come from the broker. */
  public static @Nullable String of(Config config) {
    if (!config.get(Settings.CONNECTOR_LISTEN_PROTOCOL).equals("API")) {
      return null;
    }
    String scheme = config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL) ? "https" : "http";
    String base = config.find(Settings.CONNECTOR_LISTEN_PROTOCOL_API_URI)
        .orElse(scheme + "://127.0.0.1:" + config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_PORT));
    return base + config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_PATH);
  }
}
