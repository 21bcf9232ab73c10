package io.github.camelcti.crowdsec.reload.options;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lines of {@code application.properties} that Camel reads itself: which of them can't work here. */
public final class CamelLines {

  /** Kinds of which each has a name of its own: {@code camel.component.kafka.brokers}. */
  private static final Set<String> KINDS = Set.of("component", "language", "dataformat");
  /** What Camel's main can set up only with another jar, and a class by which that can be told. */
  private static final Map<String, String> GROUPS = Map.of(
      "lra", "camel-lra org.apache.camel.service.lra.LRASagaService",
      "opentelemetry", "camel-opentelemetry org.apache.camel.opentelemetry.OpenTelemetryTracer",
      "telemetrydev", "camel-telemetry-dev org.apache.camel.telemetrydev.TelemetryDevTracer",
      "mdc", "camel-mdc org.apache.camel.mdc.MDCService",
      "faulttolerance", "camel-microprofile-fault-tolerance"
          + " org.apache.camel.component.microprofile.faulttolerance.FaultToleranceProcessor",
      "devconsole", "camel-console org.apache.camel.impl.console.DefaultDevConsoleRegistry");

  private CamelLines() {}

  /**
   * @param key of a line, or of a system property, such as {@code camel.component.kafka.brokers}
   * @param value what it sets
   * @return why the connector can't start with it, and the fix
   */
  public static Optional<String> refused(String key, String value) {
    String[] parts = key.split("[.]", 4);
    if (parts.length < 3 || !parts[0].equals("camel")) {
      return Optional.empty();
    }
    String group = plain(parts[1]);
    if (group.equals("main") && plain(parts[2]).equals("routesreloadenabled") && Boolean.parseBoolean(value.strip())) {
      return Optional.of("Camel's own reload would load edited routes without a check, next to ours; remove the line:"
          + " CONNECTOR_ROUTES_RELOAD is the setting for it");
    }
    if (KINDS.contains(group) && parts.length == 4 && !CamelOptions.isThere(group, parts[2])) {
      return Optional.of("remove the line, or add what it needs: " + MissingJar.artifact(group, parts[2])
          .map(artifact -> MissingJar.fix(parts[2], artifact)).orElse("Camel has no " + group + " " + parts[2]));
    }
    String needed = GROUPS.get(group);
    if (needed != null && !isThere(needed.substring(needed.indexOf(' ') + 1))) {
      String artifact = needed.substring(0, needed.indexOf(' '));
      return Optional.of("remove the line, or add what it needs: " + MissingJar.fix(artifact, artifact));
    }
    return Optional.empty();
  }

  /** Camel takes {@code routes-reload-enabled} and {@code routesReloadEnabled}. */
  private static String plain(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static boolean isThere(String type) {
    try {
      Class.forName(type, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
