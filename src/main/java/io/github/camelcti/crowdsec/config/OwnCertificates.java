package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.tls.Certificates;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Warns about the connector's own certificates if clients are likely to refuse them. These are not problems: the
 * clients decide (probes often don't check), and a connector that does not start would do more harm.
 */
record OwnCertificates(Map<Setting<?>, Object> values, Map<Setting<?>, String> origins, Clock clock) {
  /** Adds a line for each certificate in use that is out of date or does not contain the name that clients use. */
  void remark(List<String> warnings) {
    if (Boolean.TRUE.equals(values.get(Settings.MQ_USE_SSL))) {
      dates(Settings.MQ_USE_SSL_CERT, "RabbitMQ", warnings);
    }
    if (Boolean.TRUE.equals(values.get(Settings.CONNECTOR_MANAGEMENT_SSL))) {
      dates(Settings.CONNECTOR_MANAGEMENT_SSL_CERT, "clients that check the connector's health", warnings);
    }
    if (Boolean.TRUE.equals(values.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL))
        && "API".equals(values.get(Settings.CONNECTOR_LISTEN_PROTOCOL))) {
      dates(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT, "OpenCTI's workers", warnings);
      name(warnings);
    }
  }

  private void dates(Setting<Certificates> setting, String client, List<String> warnings) {
    Certificates chain = (Certificates) values.get(setting);
    if (chain == null) {
      return;
    }
    chain.outOfDate(clock.instant()).ifPresent(when -> warnings.add(
        setting + " (" + origins.get(setting) + ") " + when + ", so " + client + " may refuse it; renew it"));
  }

  /** The platform's workers check the certificate against the address that we register. */
  private void name(List<String> warnings) {
    Setting<String> setting = Settings.CONNECTOR_LISTEN_PROTOCOL_API_URI;
    Certificates chain = (Certificates) values.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT);
    URI address = URI.create((String) values.getOrDefault(setting, "https://127.0.0.1"));
    String where = setting + (values.containsKey(setting) ? " (" + origins.get(setting) + ")" : " is not set, so "
        + "OpenCTI's workers get https://127.0.0.1; it");
    if ("http".equals(address.getScheme())) {
      warnings.add(where + " starts with http://, although " + Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL
          + " is true; change it to https://");
    } else if (chain != null && !chain.isFor(address.getHost())) {
      warnings.add(where + " names the host " + address.getHost() + ", but the certificate in "
          + Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT + " is not valid for it, so OpenCTI's workers may refuse it; "
          + "use a name from the certificate");
    }
  }
}
