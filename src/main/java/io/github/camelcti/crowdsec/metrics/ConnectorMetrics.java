package io.github.camelcti.crowdsec.metrics;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts what the connector does. The names are those of {@link Metric}. Thread-safe. */
public final class ConnectorMetrics {

  /** The result of a call to OpenCTI. */
  public enum Result { OK, REFUSED, AWAY }

  private static final Duration[] BUCKETS = Stream.of(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
      .map(Duration::ofMillis).toArray(Duration[]::new);
  private static final List<Integer> STATUS_WITH_A_NAME = List.of(200, 400, 401, 403, 404, 429);
  private static final String PING = "ping-connector";

  private final MeterRegistry registry;
  private final String prefix;
  private final AtomicInteger inHand = new AtomicInteger();
  private final Timer jobs;
  private volatile boolean stopped;
  private @Nullable Gauge info;

  /** @param config for the names that the Python client library lets one set */
  public ConnectorMetrics(MeterRegistry registry, Config config) {
    this.registry = registry;
    this.prefix = part(config.find(Settings.CONNECTOR_METRICS_NAMESPACE).orElse(""))
        + part(config.find(Settings.CONNECTOR_METRICS_SUBSYSTEM).orElse(""));
    this.jobs = Timer.builder(Metric.JOB_SECONDS.base().replace("_seconds", "")).description(Metric.JOB_SECONDS.help())
        .serviceLevelObjectives(BUCKETS).register(registry);
    // Counters without labels exist from the start, at 0.
    Stream.of(Metric.values()).filter(metric -> metric.kind() == Metric.Kind.COUNTER && metric.labels().isEmpty())
        .forEach(this::counter);
    // So that the first rare event shows as an increase.
    Stream.of(JobOutcome.values()).forEach(outcome -> counter(Metric.JOBS, outcome.label()));
    gauge(Metric.JOBS_IN_HAND, inHand::get);
    state("idle", () -> !stopped && inHand.get() == 0);
    state("running", () -> !stopped && inHand.get() > 0);
    state("stopped", () -> stopped);
  }

  private static String part(String name) {
    return name.isEmpty() ? "" : name + "_";
  }

  /** A job was started. */
  public void jobBegun() {
    inHand.incrementAndGet();
    counter(Metric.RUNS).increment();
  }

  /**
   * A job is no longer in progress.
   *
   * @param objects STIX objects that were sent, 0 for none
   */
  public void jobEnded(JobOutcome outcome, boolean inError, Duration took, int objects) {
    inHand.decrementAndGet();
    counter(Metric.JOBS, outcome.label()).increment();
    if (outcome == JobOutcome.RETURNED) {
      return;
    }
    jobs.record(took);
    if (inError) {
      counter(Metric.ERRORS).increment();
    }
    if (objects > 0) {
      counter(Metric.BUNDLES_SENT).increment();
      counter(Metric.RECORDS_SENT).increment(objects);
    }
  }

  /** A job has its answer, from the cache or from CrowdSec. */
  public void answered(boolean cached) {
    counter(Metric.ANSWERS, cached ? "cache" : "crowdsec").increment();
  }

  /**
   * CrowdSec was called.
   *
   * @param status of the answer, null without one
   */
  public void crowdSecCalled(@Nullable Integer status) {
    String label = status == null ? "none"
        : STATUS_WITH_A_NAME.contains(status) ? status.toString() : status / 100 + "xx";
    counter(Metric.CROWDSEC_CALLS, label).increment();
  }

  /**
   * OpenCTI was called.
   *
   * @param operation name of the GraphQL document; of the first, where several were sent at once
   */
  public void platformCalled(String operation, Result result) {
    counter(Metric.PLATFORM_CALLS, operation, result.name().toLowerCase(Locale.ROOT)).increment();
    if (result != Result.OK) {
      counter(Metric.CLIENT_ERRORS).increment();
    }
    if (PING.equals(operation)) {
      counter(result == Result.OK ? Metric.PINGS : Metric.PING_ERRORS).increment();
    }
  }

  /**
   * The versions of the connector and of OpenCTI; may change with a new registration.
   *
   * @param platform version of OpenCTI, null while it is not known
   */
  public synchronized void versions(String connector, @Nullable String platform) {
    Tags tags = tags(Metric.VERSIONS, connector, platform == null ? "unknown" : platform);
    if (info != null && tags.equals(Tags.of(info.getId().getTags()))) {
      return; // called again with each ping
    }
    if (info != null) {
      registry.remove(info);
    }
    info = Gauge.builder(name(Metric.VERSIONS), () -> 1).description(Metric.VERSIONS.help()).tags(tags).register(registry);
  }

  /** The connector stops. */
  public void stopped() {
    stopped = true;
  }

  /**
   * Adds a value that is read at each scrape.
   *
   * @param value the value; null is shown as NaN
   */
  public void gauge(Metric metric, Supplier<Number> value, String... labels) {
    Gauge.builder(name(metric), value).description(metric.help()).tags(tags(metric, labels)).register(registry);
  }

  /** Adds one value of a metric that is 1 for the current state and 0 for the others. */
  public void state(Metric metric, String label, Supplier<Boolean> is) {
    gauge(metric, () -> is.get() ? 1 : 0, label);
  }

  private void state(String label, Supplier<Boolean> is) {
    // The Python library calls the label by the metric's full name.
    Gauge.builder(name(Metric.STATE), () -> is.get() ? 1 : 0).description(Metric.STATE.help())
        .tag(name(Metric.STATE), label).register(registry);
  }

  private Counter counter(Metric metric, String... labels) {
    return Counter.builder(name(metric)).description(metric.help()).tags(tags(metric, labels)).register(registry);
  }

  private String name(Metric metric) {
    return metric.pythons() ? prefix + metric.base() : metric.base();
  }

  private static Tags tags(Metric metric, String... values) {
    if (values.length != metric.labels().size()) {
      throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(Tag.of(metric.labels().get(i), values[i]));
    }
    return tags;
  }
}
