package io.github.camelcti.crowdsec.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.camelcti.crowdsec.base.Failures;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.TlsSettings;
import io.github.camelcti.crowdsec.http.HttpThreads;
import io.github.camelcti.crowdsec.tls.Identity;
import io.github.camelcti.crowdsec.tls.TlsContexts;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Health and metrics over HTTP, with the paths and format of Camel's own server. That one uses Vert.x, which nothing
 * else needs when jobs come from RabbitMQ, and which costs start-up time and ten megabytes (docs/decisions/0012).
 */
final class ManagementServer extends ServiceSupport {

  /** As Camel's server has it. */
  private static final String METRICS = "/observe/metrics";
  private static final String TRACE = "/observe/trace/";

  private final CamelContext context;
  private final Config config;
  private final String healthPath;
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  /**
   * @param context whose checks are run; its registry holds {@code metricsRegistry}
   * @param config where to listen, and with which certificate
   * @param healthPath where health is; {@code /live} and {@code /ready} are below it
   */
  ManagementServer(CamelContext context, Config config, String healthPath) {
    this.context = context;
    this.config = config;
    this.healthPath = healthPath;
  }

  @Override
  protected void doStart() throws IOException {
    String host = config.get(Settings.CONNECTOR_MANAGEMENT_HOST);
    int port = config.get(Settings.CONNECTOR_MANAGEMENT_PORT);
    PrometheusMeterRegistry meters = context.getRegistry().lookupByNameAndType("metricsRegistry", PrometheusMeterRegistry.class);
    threads = HttpThreads.create("management");
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      Optional<Identity> identity = TlsSettings.managementServer(config);
      server = identity.isPresent() ? HttpsServer.create(address, 0) : HttpServer.create(address, 0);
      if (server instanceof HttpsServer encrypted) {
        encrypted.setHttpsConfigurator(new HttpsConfigurator(TlsContexts.server(identity.get())));
      }
    } catch (IOException e) {
      throw new IOException("health and metrics can't be served at " + host + ":" + port + " (" + e.getMessage()
          + "); set CONNECTOR_MANAGEMENT_HOST, CONNECTOR_MANAGEMENT_PORT, or CONNECTOR_MANAGEMENT_ENABLED=false", e);
    }
    server.setExecutor(threads);
    server.createContext("/", new Paths(new MetricsHandler(meters.getPrometheusRegistry())));
    server.start();
  }

  @Override
  protected void doStop() {
    if (server != null && threads != null) {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private final class Paths implements HttpHandler {

    private final HttpHandler metrics;

    private Paths(HttpHandler metrics) {
      this.metrics = metrics;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
      String path = exchange.getRequestURI().getPath();
      String method = exchange.getRequestMethod();
      if (path.equals(METRICS)) {
        metrics.handle(exchange);
        return;
      }
      String trace = path.startsWith(TRACE) ? trace(path.substring(TRACE.length())) : null;
      if (trace == null && !path.equals(healthPath) && !path.equals(healthPath + "/live") && !path.equals(healthPath + "/ready")) {
        answer(exchange, 404, "text/plain", "Not Found\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, "text/plain", "Method Not Allowed\n");
      } else if (trace != null) {
        answer(exchange, 200, "application/json", trace);
      } else {
        health(exchange, path.substring(healthPath.length()));
      }
    }

    private @Nullable String trace(String workId) {
      JobTraces traces = context.getRegistry().findSingleByType(JobTraces.class);
      return traces == null ? null : traces.of(workId);
    }

    private void health(HttpExchange exchange, String probe) throws IOException {
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      String level = query.getOrDefault("exposureLevel", HealthCheckRegistry.get(context).getExposureLevel());
      Collection<HealthCheck.Result> results = switch (probe) {
        case "/live" -> HealthCheckHelper.invokeLiveness(context, level);
        case "/ready" -> HealthCheckHelper.invokeReadiness(context, level);
        default -> HealthCheckHelper.invoke(context, level);
      };
      boolean up = HealthCheckHelper.isResultsUp(results, probe.equals("/ready"));
      JsonObject told = new JsonObject();
      told.put("status", up ? "UP" : "DOWN");
      JsonArray checks = new JsonArray();
      for (HealthCheck.Result result : results) {
        if (level.equals("full") || !level.equals("oneline") && result.getState() == HealthCheck.State.DOWN) {
          checks.add(check(result, level, "true".equals(query.get("data"))));
        }
      }
      if (!checks.isEmpty()) {
        told.put("checks", checks);
      }
      answer(exchange, up ? 200 : 503, "application/json", told.toJson());
    }
  }

  private static JsonObject check(HealthCheck.Result result, String level, boolean withData) {
    JsonObject told = new JsonObject();
    told.put("name", result.getCheck().getId());
    told.put("status", result.getState().name());
    if (level.equals("full")) {
      result.getError().ifPresent(error -> told.put("error-message", Failures.inOneLine(error)));
    }
    result.getMessage().ifPresent(message -> told.put("message", message));
    if (withData && !result.getDetails().isEmpty()) {
      JsonObject data = new JsonObject();
      new TreeMap<>(result.getDetails()).forEach((key, value) -> data.put(key, value == null ? "" : value));
      told.put("data", data);
    }
    return told;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean bare = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bare ? -1 : body.length);
    if (!bare) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
