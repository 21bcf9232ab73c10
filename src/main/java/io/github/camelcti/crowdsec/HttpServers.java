package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.CallbackUri;
import io.github.camelcti.crowdsec.opencti.JobReader;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;

/**
 * Camel's two HTTP servers: one for operators (health), and one for the calls of the platform's workers. As a factory: the
 * one for operators, at the address that is set, since Camel takes a port only and would listen on every interface.
 */
final class HttpServers extends DefaultMainHttpServerFactory {

  private final String managementHost;

  HttpServers(Config config) {
    this.managementHost = config.get(Settings.CONNECTOR_MANAGEMENT_HOST);
  }

  /** The lines of {@code application.properties} that switch them on. */
  static Map<String, String> properties(Config config) {
    Map<String, String> properties = new HashMap<>(Map.of(
        "camel.management.enabled", String.valueOf(config.get(Settings.CONNECTOR_MANAGEMENT_ENABLED)),
        "camel.management.port", String.valueOf(config.get(Settings.CONNECTOR_MANAGEMENT_PORT)),
        "camel.management.healthCheckEnabled", "true"));
    if (CallbackUri.of(config) == null) {
      // Routes that listen by HTTP can't be loaded without the server.
      properties.put("camel.main.routesExcludePattern", "**/listen-api.camel.yaml");
    } else {
      properties.put("camel.server.enabled", "true");
      properties.put("camel.server.host", config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_HOST));
      properties.put("camel.server.port", String.valueOf(config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_PORT)));
      properties.put("camel.server.maxBodySize", String.valueOf(JobReader.MAX_BYTES));
    }
    return properties;
  }

  @Override
  public Service newHttpManagementServer(CamelContext context, HttpManagementServerConfigurationProperties properties) {
    ManagementHttpServer server = (ManagementHttpServer) super.newHttpManagementServer(context, properties);
    server.setHost(managementHost);
    return server;
  }
}
