package io.github.camelcti.crowdsec.http;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.TlsSettings;
import io.github.camelcti.crowdsec.tls.ServerTrust;
import io.github.camelcti.crowdsec.tls.TlsContexts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.CookieSpecFactory;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponseInterceptor;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * What all HTTP clients of the connector have in common: no retries or redirects that the routes don't know of, secrets
 * that Camel does not see, and limits on every answer.
 */
public final class HttpClients {

  private static final long MAX_PLATFORM_ANSWER = 50L * 1024 * 1024;
  private static final long MAX_CROWDSEC_ANSWER = 5L * 1024 * 1024;
  /** Longest wait for a connection to the platform. */
  public static final Duration PLATFORM_CONNECT = Duration.ofSeconds(10);
  /** Longest wait for the platform's answer. */
  public static final Duration PLATFORM_RESPONSE = Duration.ofSeconds(30);
  /** The platform closes idle connections after 5 s (observed on 6.9.10): drop them before it does. */
  private static final Duration PLATFORM_IDLE = Duration.ofSeconds(4);

  /** No cookie rules, since none of our clients keeps cookies: the default ones load a list of all public suffixes. */
  private static final Lookup<CookieSpecFactory> NO_COOKIES = name -> null;

  private HttpClients() {}

  /** Creates and drops a client, so that the classes and certificate authorities that others need are loaded. */
  public static void load() throws IOException {
    PoolingHttpClientConnectionManagerBuilder connections =
        PoolingHttpClientConnectionManagerBuilder.create().setTlsSocketStrategy(tls(ServerTrust.system()));
    HttpClientBuilder.create().setDefaultCookieSpecRegistry(NO_COOKIES).setConnectionManager(connections.build())
        .build().close();
  }

  /** The client for OpenCTI's GraphQL API, with the token on every request. */
  public static CloseableHttpClient openCti(Config config) {
    HttpClientBuilder builder = HttpClientBuilder.create();
    int connections = 4 * config.get(Settings.CONNECTOR_CONCURRENCY) + 4;
    builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
        .setTlsSocketStrategy(tls(TlsSettings.openCti(config)))
        .setMaxConnTotal(connections)
        .setMaxConnPerRoute(connections)
        .setDefaultConnectionConfig(ConnectionConfig.custom()
            .setConnectTimeout(Timeout.of(PLATFORM_CONNECT))
            .setSocketTimeout(Timeout.of(PLATFORM_RESPONSE))
            .setTimeToLive(TimeValue.ofMinutes(5))
            .setValidateAfterInactivity(TimeValue.ofSeconds(1))
            .build())
        .build());
    builder.setDefaultRequestConfig(RequestConfig.custom()
        .setResponseTimeout(Timeout.of(PLATFORM_RESPONSE))
        .setConnectionRequestTimeout(Timeout.of(PLATFORM_RESPONSE))
        .build());
    builder.evictIdleConnections(TimeValue.of(PLATFORM_IDLE));
    ProxyRoutes.use(builder, config);
    List<Header> headers = new ArrayList<>();
    // The client adds each name once: the operator's headers come first and may replace the token.
    config.find(Settings.OPENCTI_CUSTOM_HEADERS).ifPresent(custom -> custom.list().forEach(
        header -> headers.add(secret(header.name(), header.value().reveal()))));
    headers.add(secret(HttpHeaders.AUTHORIZATION, "Bearer " + config.get(Settings.OPENCTI_TOKEN).reveal()));
    restrain(builder, MAX_PLATFORM_ANSWER, PLATFORM_RESPONSE, headers);
    return builder.build();
  }

  /** Completes the client of the look-up endpoint, with the key on every request. */
  public static void crowdSec(HttpClientBuilder builder, Config config) {
    ProxyRoutes.use(builder, config);
    restrain(builder, MAX_CROWDSEC_ANSWER, config.get(Settings.CROWDSEC_RESPONSE_TIMEOUT),
        List.of(secret("x-api-key", config.get(Settings.CROWDSEC_KEY).reveal())));
  }

  /** The client of the look-up endpoint for a command that runs without Camel: same proxies, key and limits. */
  public static CloseableHttpClient crowdSec(Config config) {
    Timeout response = Timeout.of(config.get(Settings.CROWDSEC_RESPONSE_TIMEOUT));
    HttpClientBuilder builder = HttpClientBuilder.create();
    builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
        .setTlsSocketStrategy(tls(TlsSettings.crowdSec(config)))
        .setDefaultConnectionConfig(ConnectionConfig.custom()
            .setConnectTimeout(Timeout.of(config.get(Settings.CROWDSEC_CONNECT_TIMEOUT)))
            .setSocketTimeout(response)
            .build())
        .build());
    builder.setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(response).build());
    crowdSec(builder, config);
    return builder.build();
  }

  /** What Camel's HTTP component encrypts connections to the look-up endpoint with; it checks host names itself. */
  public static SSLContext crowdSecTls(Config config) {
    return TlsContexts.client(TlsSettings.crowdSec(config), null);
  }

  private static TlsSocketStrategy tls(ServerTrust trust) {
    SSLContext context = TlsContexts.client(trust, null);
    return trust.verified()
        // Java's own check knows public suffixes (*.com); the library's list would take a megabyte of memory.
        ? new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.BOTH, new DefaultHostnameVerifier())
        : new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.CLIENT, NoopHostnameVerifier.INSTANCE);
  }

  /** A header that the library does not log. */
  private static Header secret(String name, String value) {
    return new BasicHeader(name, value, true);
  }

  /**
   * Switches off what a client does by default and sets what it must have.
   *
   * @param maxBytes longest answer that is read
   * @param time longest time from the answer's head to its end
   */
  private static void restrain(HttpClientBuilder builder, long maxBytes, Duration time, List<Header> headers) {
    // Apache's client retries 429 and 503 once by default, unseen by breaker and redelivery.
    builder.disableAutomaticRetries();
    builder.disableRedirectHandling();
    builder.disableCookieManagement();
    builder.setDefaultCookieSpecRegistry(NO_COOKIES);
    builder.disableAuthCaching();
    builder.setUserAgent(Build.userAgent());
    builder.setDefaultHeaders(headers);
    HttpResponseInterceptor bound = (response, entity, context) -> {
      if (response instanceof ClassicHttpResponse classic && classic.getEntity() != null) {
        classic.setEntity(new BoundedEntity(classic.getEntity(), maxBytes, time, System::nanoTime));
      }
    };
    builder.addResponseInterceptorLast(bound);
  }
}
