package io.github.camelcti.crowdsec.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.doubles.ProxyDouble;
import io.github.camelcti.crowdsec.doubles.TlsFront;
import io.github.camelcti.crowdsec.support.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ways out through a proxy, headers that an operator adds, and what no redirect gets. */
class HttpClientsProxyTest {

  private static final String TOKEN = "planted-token";

  private final ProxyDouble proxy = ProxyDouble.start();
  private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      try (exchange) {
        exchange.getRequestBody().readAllBytes();
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) ->
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        requests.add(headers);
        exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/elsewhere");
        exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/moved") ? 307 : 204, -1);
      }
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    proxy.close();
  }

  @Test
  void aPlainRequestGoesThroughTheProxyWithItsCredentials() throws IOException {
    assertThat(call("http://opencti.test:" + port() + "/graphql", Map.of("http_proxy", proxy.url()))).isEqualTo(204);
    assertThat(proxy.heads()).last().asString().startsWith("POST http://opencti.test:");
    assertThat(requests).singleElement().satisfies(headers ->
        assertThat(headers).containsEntry("authorization", "Bearer " + TOKEN));
  }

  @Test
  void aTunnelShowsTheProxyNoToken() throws IOException {
    // Given
    TestCa ca = new TestCa("Private CA");
    try (TlsFront front = TlsFront.start(port(), ca.issue("opencti.test"), null)) {
      // When
      int status = call("https://opencti.test:" + front.port() + "/graphql",
          Map.of("HTTPS_PROXY", proxy.url(), "OPENCTI_SSL_VERIFY", ca.pem(), "OPENCTI_CUSTOM_HEADERS", "X-Secret: planted"));
      // Then
      assertThat(status).isEqualTo(204);
      assertThat(proxy.heads()).isNotEmpty().allSatisfy(head -> assertThat(head).startsWith("CONNECT opencti.test:")
          .doesNotContain(TOKEN).doesNotContain("planted"));
    }
  }

  @Test
  void aServerInNoProxyIsReachedDirectly() throws IOException {
    String url = "http://127.0.0.1:" + port() + "/graphql";
    assertThat(call(url, Map.of("HTTP_PROXY", proxy.url(), "no_proxy", "localhost, 127.0.0.0/8"))).isEqualTo(204);
    assertThat(proxy.heads()).isEmpty();
  }

  @Test
  void crowdSecsClientTakesTheSameWay() throws IOException {
    // Given
    HttpClientBuilder builder = HttpClientBuilder.create();
    HttpClients.crowdSec(builder, config(Map.of("HTTP_PROXY", proxy.url())));
    // When
    try (CloseableHttpClient client = builder.build()) {
      client.execute(new HttpPost("http://cti.test:" + port() + "/"), response -> response.getCode());
    }
    // Then
    assertThat(proxy.heads()).last().asString().startsWith("POST http://cti.test:");
    assertThat(requests).singleElement().satisfies(headers -> assertThat(headers).containsEntry("x-api-key", "key"));
  }

  @Test
  void customHeadersAreAddedAndMayReplaceTheToken() throws IOException {
    // When
    call("http://127.0.0.1:" + port() + "/", Map.of("OPENCTI_CUSTOM_HEADERS",
        "X-One: a:b ;; no colon; X Two: c; authorization: Basic dXNlcg== ; Content-Length: 1; X-Three:"));
    // Then
    assertThat(requests).singleElement().satisfies(headers -> assertThat(headers)
        .containsEntry("x-one", "a:b").containsEntry("x-three", "").containsEntry("authorization", "Basic dXNlcg==")
        .doesNotContainKey("x two"));
  }

  @Test
  void malformedHeadersAreNamedByTheirPlaceAndNotQuoted() {
    // When
    Config config = config(Map.of("OPENCTI_CUSTOM_HEADERS", "X-One: 1; planted without colon; planted name: x; Upgrade: planted"));
    // Then
    assertThat(config.warnings()).hasSize(3).allMatch(warning -> warning.startsWith("OPENCTI_CUSTOM_HEADERS"))
        .noneMatch(warning -> warning.contains("planted"));
    assertThat(config.toString() + config.asCamelProperties()).contains("1 headers").doesNotContain("X-One");
  }

  @Test
  void aRedirectOfThePlatformIsNotFollowed() throws IOException {
    assertThat(call("http://127.0.0.1:" + port() + "/moved", Map.of())).isEqualTo(307);
    assertThat(requests).hasSize(1);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private static int call(String url, Map<String, String> settings) throws IOException {
    try (CloseableHttpClient client = HttpClients.openCti(config(settings))) {
      HttpPost post = new HttpPost(url);
      post.setEntity(new StringEntity("{}"));
      return client.execute(post, response -> response.getCode());
    }
  }

  private static Config config(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(Map.of("OPENCTI_URL", "https://opencti",
        "OPENCTI_TOKEN", TOKEN, "CROWDSEC_KEY", "key", "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10"));
    environment.putAll(settings);
    return Config.load(environment, Path.of("no", "such", "folder"));
  }
}
