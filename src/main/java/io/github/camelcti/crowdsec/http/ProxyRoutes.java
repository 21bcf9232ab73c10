package io.github.camelcti.crowdsec.http;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.type.NoProxy;
import io.github.camelcti.crowdsec.config.type.ProxyServer;
import io.github.camelcti.crowdsec.config.type.Secret;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Chooses the route of a request: through the proxy for its scheme, unless {@code NO_PROXY} names the server. */
public final class ProxyRoutes extends DefaultRoutePlanner {

  private final @Nullable ProxyServer http;
  private final @Nullable ProxyServer https;
  private final NoProxy direct;

  private ProxyRoutes(Config config) {
    super(DefaultSchemePortResolver.INSTANCE);
    http = config.find(Settings.HTTP_PROXY).orElse(null);
    https = config.find(Settings.HTTPS_PROXY).orElse(null);
    direct = config.find(Settings.NO_PROXY).orElse(new NoProxy(List.of()));
  }

  /**
   * Names the proxy between us and a server, for sentences about a server that can't be reached.
   *
   * @param url of the server, http or https
   * @return for example {@code " through the proxy proxy:3128 (HTTP_PROXY, environment)"}, without its credentials; empty
   *     if there is none
   */
  public static String between(Config config, String url) {
    HttpHost server;
    try {
      server = HttpHost.create(URI.create(url));
    } catch (IllegalArgumentException e) {
      return "";
    }
    HttpHost proxy = new ProxyRoutes(config).determineProxy(server, HttpClientContext.create());
    Setting<ProxyServer> named = "https".equalsIgnoreCase(server.getSchemeName()) ? Settings.HTTPS_PROXY : Settings.HTTP_PROXY;
    return proxy == null ? "" : " through the proxy " + proxy.toHostString() + " (" + named.environmentName() + ", " + config.origin(named) + ")";
  }

  /** Sets up a client with the proxies and their credentials; nothing else decides about them. */
  static void use(HttpClientBuilder builder, Config config) {
    ProxyRoutes routes = new ProxyRoutes(config);
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    for (ProxyServer proxy : new ProxyServer[] {routes.http, routes.https}) {
      if (proxy != null && proxy.user() != null) {
        Secret password = Objects.requireNonNull(proxy.password(), "a user has a password");
        credentials.setCredentials(new AuthScope(proxy.host(), proxy.port()),
            new UsernamePasswordCredentials(proxy.user(), password.reveal().toCharArray()));
      }
    }
    builder.setRoutePlanner(routes);
    builder.setDefaultCredentialsProvider(credentials);
  }

  @Override
  protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
    boolean secure = "https".equalsIgnoreCase(target.getSchemeName());
    ProxyServer proxy = secure ? https : http;
    int port = target.getPort() > 0 ? target.getPort() : secure ? 443 : 80;
    return proxy == null || direct.covers(target.getHostName(), port)
        ? null : new HttpHost("http", proxy.host(), proxy.port());
  }
}
