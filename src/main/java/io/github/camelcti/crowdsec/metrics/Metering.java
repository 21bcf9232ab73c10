package io.github.camelcti.crowdsec.metrics;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.http.HttpThreads;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where metrics are kept and served: beside the health checks (by the management server), and on the port of the Python
 * client library when CONNECTOR_EXPOSE_METRICS asks for it (OpenCTI contract, section 8).
 */
public final class Metering extends ServiceSupport {

  /**
   * It prints a stack trace when a scraper hangs up. Kept in a field, or a garbage collection would reset its level.
   */
  private static final Logger ANSWERS = Logger.getLogger("io.prometheus.metrics.exporter.httpserver.HttpExchangeAdapter");

  static {
    ANSWERS.setLevel(Level.OFF);
  }

  private final Config config;
  private final PrometheusMeterRegistry registry;
  private @Nullable HTTPServer server;
  private @Nullable JvmGcMetrics collections;

  private Metering(Config config, PrometheusMeterRegistry registry) {
    this.config = config;
    this.registry = registry;
  }

  /** Binds Camel's registry of metrics and our own counters, as {@code metricsRegistry} and {@code metrics}. */
  public static void bind(Config config, BiConsumer<String, Object> registry) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.accept("metricsRegistry", meters);
    registry.accept("metrics", new ConnectorMetrics(meters, config));
  }

  /**
   * The lines of {@code application.properties} that make Camel count its routes, and its own management server, where
   * it is used, serve all metrics.
   */
  public static Map<String, String> properties() {
    return Map.of(
        "camel.metrics.enabled", "true",
        "camel.metrics.routePolicyLevel", "route",
        "camel.metrics.enableExchangeEventNotifier", "false",
        "camel.metrics.clearOnReload", "false",
        "camel.metrics.skipCamelInfo", "true",
        "camel.management.metricsEnabled", "true");
  }

  /** Adds it to a context that holds {@code config} and {@code metricsRegistry}. */
  public static void serve(CamelContext context) {
    Metering metering = new Metering(context.getRegistry().lookupByNameAndType("config", Config.class),
        context.getRegistry().lookupByNameAndType("metricsRegistry", PrometheusMeterRegistry.class));
    try {
      context.addService(metering);
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  protected void doStart() throws IOException {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections = new JvmGcMetrics();
    collections.bindTo(registry);
    if (config.get(Settings.CONNECTOR_EXPOSE_METRICS)) {
      String host = config.get(Settings.CONNECTOR_METRICS_HOST);
      int port = config.get(Settings.CONNECTOR_METRICS_PORT);
      try {
        server = HTTPServer.builder().inetAddress(InetAddress.getByName(host)).port(port)
            .executorService(HttpThreads.create("metrics"))
            .registry(registry.getPrometheusRegistry())
            // Every path, as the Python client library does.
            .defaultHandler(new MetricsHandler(registry.getPrometheusRegistry())).buildAndStart();
      } catch (IOException e) {
        throw new IOException("metrics can't be served at " + host + ":" + port + " (" + e.getMessage()
            + "); set CONNECTOR_METRICS_HOST, CONNECTOR_METRICS_PORT, or CONNECTOR_EXPOSE_METRICS=false", e);
      }
    }
  }

  @Override
  protected void doStop() {
    if (server != null) {
      server.stop();
    }
    if (collections != null) {
      collections.close();
    }
  }
}
