package io.github.camelcti.crowdsec.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.base.Failures;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.support.Ports;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Health and metrics as Camel's own server shows them. */
class ManagementServerTest {

  private static final String WELL = "/observe/health/live";
  private static final String ILL = "/observe/health/ready";

  private final HttpClient client = HttpClient.newHttpClient();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final int port = Ports.free();
  private ManagementServer server;
  @TempDir
  private Path folder;

  @BeforeEach
  void start() {
    meters.counter("planted").increment();
    context.getRegistry().bind("metricsRegistry", meters);
    HealthCheckRegistry checks = new org.apache.camel.impl.health.DefaultHealthCheckRegistry(context);
    context.getCamelContextExtension().addContextPlugin(HealthCheckRegistry.class, checks);
    checks.setEnabled(true);
    checks.setExposureLevel("full");
    checks.register(check("alive", true, HealthCheck.State.UP));
    checks.register(check("broker", false, HealthCheck.State.DOWN));
    context.start();
    server = new ManagementServer(context, config(port), "/observe/health");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
    context.stop();
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        arguments("GET", WELL, 200, "\"name\":\"alive\""),
        arguments("HEAD", WELL, 200, ""),
        arguments("GET", ILL, 503, "\"message\":\"RabbitMQ is down\""),
        arguments("HEAD", ILL, 503, ""),
        arguments("GET", "/observe/health", 503, "\"status\":\"DOWN\""),
        arguments("GET", ILL + "?data=true", 503, "\"since\":\"noon\""),
        arguments("GET", ILL + "?exposureLevel=oneline", 503, "{\"status\":\"DOWN\"}"),
        arguments("GET", ILL + "?exposureLevel=default", 503, "\"name\":\"broker\""),
        arguments("GET", "/observe/metrics", 200, "planted_total 1.0"),
        arguments("GET", "/observe/metrics?name[]=other", 200, ""),
        arguments("POST", WELL, 405, "Method Not Allowed"),
        arguments("DELETE", ILL, 405, "Method Not Allowed"),
        arguments("GET", "/", 404, "Not Found"),
        arguments("GET", "/observe/healthy", 404, "Not Found"),
        arguments("GET", "/observe/health/live/", 404, "Not Found"),
        arguments("GET", "/observe/health/%2e%2e/metrics", 404, "Not Found"));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("requests")
  void isAnswered(String method, String path, int status, String part) throws Exception {
    // When
    HttpResponse<String> answer = client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(part);
    if (method.equals("HEAD")) {
      assertThat(answer.body()).isEmpty();
    }
  }

  @ParameterizedTest(name = "exposureLevel {0}: what is well is shown: {1}")
  @CsvSource({"full, true", "default, false", "oneline, false"})
  void onlyTheFullLevelShowsWhatIsWell(String level, boolean shown) throws Exception {
    // When
    String text = client.send(HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + port + "/observe/health?exposureLevel=" + level)).build(), BodyHandlers.ofString()).body();
    // Then
    assertThat(text.contains("\"alive\"")).as(text).isEqualTo(shown);
  }

  @Test
  void aPortThatIsTakenIsNamedWithTheSettings() throws IOException {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ManagementServer second = new ManagementServer(context, config(taken.getLocalPort()), "/observe/health");
      // When
      assertThatThrownBy(second::start)
          // Then
          .rootCause().isInstanceOf(BindException.class);
      assertThatThrownBy(() -> new ManagementServer(context, config(taken.getLocalPort()), "/observe/health").start())
          .satisfies(failure -> assertThat(Failures.inOneLine(failure))
              .contains("127.0.0.1:" + taken.getLocalPort(), "CONNECTOR_MANAGEMENT_PORT", "Address already in use"));
    }
  }

  static Stream<Arguments> slowClients() {
    return Stream.of(
        arguments("sends half a line", "GET /observe/hea"),
        arguments("sends half a head", "GET /observe/health/live HTTP/1.1\r\nHost: here\r\n"),
        arguments("promises a body", "POST /observe/health/live HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n"),
        arguments("takes no answer", "GET /observe/metrics HTTP/1.1\r\nHost: here\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slowClients")
  void clientsThatTakeTheirTimeHoldNobodyUp(String what, String sent) throws Exception {
    // Given more to tell than fits on the way
    Counter.builder("large").tag("text", "x".repeat(20_000_000)).register(meters);
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket slow = new Socket();
        clients.add(slow);
        slow.setReceiveBufferSize(4096);
        slow.connect(new InetSocketAddress("127.0.0.1", port));
        slow.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      }
      // When
      for (String probe : List.of(WELL, ILL)) {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + probe))
            .timeout(Duration.ofSeconds(3)).build(), BodyHandlers.ofString());
        // Then
        assertThat(answer.statusCode()).isEqualTo(probe.equals(WELL) ? 200 : 503);
      }
    } finally {
      for (Socket slow : clients) {
        slow.close();
      }
    }
  }

  static Stream<Arguments> asked() {
    HttpManagementServerConfigurationProperties plain = new MainConfigurationProperties().httpManagementServer();
    HttpManagementServerConfigurationProperties info = new MainConfigurationProperties().httpManagementServer();
    info.setInfoEnabled(true);
    HttpManagementServerConfigurationProperties signedIn = new MainConfigurationProperties().httpManagementServer();
    signedIn.setAuthenticationEnabled(true);
    HttpManagementServerConfigurationProperties console = new MainConfigurationProperties().httpManagementServer();
    console.setDevConsoleEnabled(true);
    return Stream.of(
        arguments(named("health and metrics only", plain), ManagementServer.class),
        arguments(named("info", info), ManagementHttpServer.class),
        arguments(named("a log-in", signedIn), ManagementHttpServer.class),
        arguments(named("Camel's console", console), ManagementHttpServer.class));
  }

  @ParameterizedTest
  @MethodSource("asked")
  void whoAsksForMoreGetsCamelsServer(HttpManagementServerConfigurationProperties properties, Class<?> expected) {
    properties.setPort(port);
    assertThat(new HttpServers(config(port)).newHttpManagementServer(context, properties)).isInstanceOf(expected);
  }

  private Config config(int at) {
    return Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "planted-token-0123456789",
        "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "planted-key-0123456789",
        "CONNECTOR_MANAGEMENT_PORT", String.valueOf(at)), folder);
  }

  private static HealthCheck check(String id, boolean alive, HealthCheck.State state) {
    return new AbstractHealthCheck("test", id) {
      @Override
      public boolean isLiveness() {
        return alive;
      }

      @Override
      public boolean isReadiness() {
        return true;
      }

      @Override
      protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.state(state).detail("since", "noon");
        if (state == HealthCheck.State.DOWN) {
          builder.message("RabbitMQ is down");
        }
      }
    };
  }
}
