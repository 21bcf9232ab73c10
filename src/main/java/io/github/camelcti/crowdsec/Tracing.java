package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.base.Build;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * OpenTelemetry traces: a span per route and call. Camel creates them, OpenTelemetry's variables ({@code OTEL_*}) say
 * where they go. Off unless CONNECTOR_TRACES_ENABLED is set; its classes are only loaded then.
 */
final class Tracing {

  private static final long LAST_WORDS_SECONDS = 5;

  /** What OpenTelemetry's own variables may override. */
  private static final Map<String, String> DEFAULTS = Map.of(
      "otel.service.name", "crowdsec-connector",
      "otel.exporter.otlp.protocol", "http/protobuf",
      // Metrics are scraped, and the log is on standard error.
      "otel.metrics.exporter", "none",
      "otel.logs.exporter", "none");

  private Tracing() {}

  /** Sets Camel's tracer up, before the context is made. */
  static void enable(Main main) {
    // OpenTelemetry logs with java.util.logging: route that to our log.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook() // the last spans are those of the stop
        .addPropertiesSupplier(() -> DEFAULTS)
        .build().getOpenTelemetrySdk();
    main.addOverrideProperty("camel.opentelemetry2.enabled", "true");
    main.bind("tracer", sdk.getTracer("crowdsec-connector", Build.version()));
    main.bind("contextPropagators", sdk.getPropagators());
    main.addMainListener(new MainListenerSupport() {
      @Override
      public void afterStop(BaseMainSupport stopped) {
        sdk.shutdown().join(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
      }
    });
  }
}
