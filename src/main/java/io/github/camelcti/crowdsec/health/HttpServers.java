package io.github.camelcti.crowdsec.health;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.TlsSettings;
import io.github.camelcti.crowdsec.opencti.CallbackUri;
import io.github.camelcti.crowdsec.opencti.JobReader;
import io.github.camelcti.crowdsec.tls.Identity;
import io.github.camelcti.crowdsec.tls.TlsContexts;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.Main;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;

/**
 * Two HTTP servers: one for operators (health and metrics), which is ours unless features are enabled that only Camel's
 * has; and Camel's for calls from OpenCTI's workers. Both use TLS if configured. The one for operators listens on the
 * configured address, since Camel's takes only a port and would listen on every interface.
 */
public final class HttpServers extends DefaultMainHttpServerFactory {

  private final Config config;

  HttpServers(Config config) {
    this.config = config;
  }

  /** Binds what Camel's main can't find by itself. */
  public static void bind(Main main, Config config) {
    main.bind("managementServer", new HttpServers(config));
    if (CallbackUri.of(config) != null) {
      main.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new CallbackPort(config));
    }
  }

  /** With two servers, Camel's own engine does not know which one the routes use, and would look for port 8080. */
  private static final class CallbackPort extends VertxPlatformHttpEngine {

    private final int port;

    private CallbackPort(Config config) {
      this.port = config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_PORT);
    }

    @Override
    public int getServerPort() {
      return port;
    }
  }

  /** The lines of {@code application.properties} that switch them on. */
  public static Map<String, String> properties(Config config) {
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
  public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties properties) {
    MainHttpServer server = (MainHttpServer) super.newHttpServer(context, properties);
    TlsSettings.callbackServer(config).ifPresent(identity -> server.setSslContextParameters(tls(identity)));
    return server;
  }

  private static SSLContextParameters tls(Identity identity) {
    String password = UUID.randomUUID().toString();
    KeyStoreParameters store = new KeyStoreParameters();
    store.setKeyStore(TlsContexts.keyStore(identity, password.toCharArray()));
    KeyManagersParameters keys = new KeyManagersParameters();
    keys.setKeyStore(store);
    keys.setKeyPassword(password);
    SSLContextParameters parameters = new SSLContextParameters();
    parameters.setKeyManagers(keys);
    return parameters;
  }

  @Override
  public Service newHttpManagementServer(CamelContext context, HttpManagementServerConfigurationProperties properties) {
    if (asksForMore(properties)) {
      ManagementHttpServer server = (ManagementHttpServer) super.newHttpManagementServer(context, properties);
      server.setHost(config.get(Settings.CONNECTOR_MANAGEMENT_HOST));
      TlsSettings.managementServer(config).ifPresent(identity -> server.setSslContextParameters(tls(identity)));
      return server;
    }
    return new ManagementServer(context, config, properties.getHealthPath());
  }

  /** What may be switched on in {@code application.properties} and only Camel's server has. */
  private static boolean asksForMore(HttpManagementServerConfigurationProperties properties) {
    return properties.isInfoEnabled() || properties.isDevConsoleEnabled() || properties.isJolokiaEnabled()
        || properties.isUploadEnabled() || properties.isDownloadEnabled() || properties.isSendEnabled()
        || properties.isAuthenticationEnabled();
  }
}
