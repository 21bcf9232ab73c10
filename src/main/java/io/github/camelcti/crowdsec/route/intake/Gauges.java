package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.crowdsec.CallGate;
import io.github.camelcti.crowdsec.crowdsec.GateReason;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.metrics.Metric;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.route.job.ContextService;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * The gauges: read at each scrape from the beans that own them. Only the queue's length is read with each ping, so that
 * a scrape never waits for the broker.
 */
public final class Gauges extends ContextService {

  private static final Logger LOG = LoggerFactory.getLogger(Gauges.class);
  /** The step with the circuit breaker. */
  public static final String BREAKER = "call-crowdsec-breaker";

  private static final Map<String, List<String>> BREAKER_STATES = Map.of(
      "closed", List.of("CLOSED", "DISABLED", "METRICS_ONLY"), "open", List.of("OPEN", "FORCED_OPEN"),
      "half_open", List.of("HALF_OPEN"));

  private final Config config;
  private final ConnectorMetrics metrics;
  private final CallGate gate;
  private final Registration registration;
  private final PlatformGate platformGate;
  private final CachingConnectionFactory connectionFactory;
  private final JobSpool spool;
  private volatile double waiting = Double.NaN;

  public Gauges(CamelContext camelContext, Config config, ConnectorMetrics metrics, CallGate gate,
      Registration registration, PlatformGate platformGate, CachingConnectionFactory connectionFactory,
      JobSpool spool) {
    super(camelContext);
    this.config = config;
    this.metrics = metrics;
    this.gate = gate;
    this.registration = registration;
    this.platformGate = platformGate;
    this.connectionFactory = connectionFactory;
    this.spool = spool;
  }

  /** Reads how many jobs wait. */
  public void measure() {
    metrics.versions(Build.version(), registration.getPlatformVersion());
    waiting = jobsThatWait();
  }

  @Override
  protected void begin() {
    metrics.gauge(Metric.QUEUE_MESSAGES, () -> waiting);
    for (GateReason reason : GateReason.values()) {
      metrics.state(Metric.GATE, reason.name().toLowerCase(Locale.ROOT), () -> gate.reason() == reason);
    }
    metrics.gauge(Metric.GATE_NEXT_TRY, () -> seconds(gate.nextTry()));
    metrics.gauge(Metric.BUDGET_USED, gate::budgetUsed);
    metrics.gauge(Metric.BUDGET_LIMIT, () -> config.find(Settings.CROWDSEC_QUOTA_BUDGET).orElse(0));
    BREAKER_STATES.forEach((label, states) ->
        metrics.state(Metric.BREAKER, label, () -> states.contains(breaker())));
    metrics.gauge(Metric.PLATFORM_LAST_ANSWER, () -> seconds(platformGate.lastAnswer()));
  }

  @Override
  protected void end() {
    metrics.stopped();
  }

  private String breaker() {
    ResilienceProcessor breaker = getCamelContext().getProcessor(BREAKER, ResilienceProcessor.class);
    return breaker == null ? "" : breaker.getCircuitBreakerState();
  }

  private double jobsThatWait() {
    if ("API".equals(config.get(Settings.CONNECTOR_LISTEN_PROTOCOL))) {
      return spool.size();
    }
    QueueAccess access = registration.access();
    // Between a registration and the opening of its queue, the factory may still point to another broker.
    if (access == null || access.port() != connectionFactory.getPort() || !access.host().equals(connectionFactory.getHost())) {
      return Double.NaN;
    }
    try {
      return new RabbitTemplate(connectionFactory)
          .<Long>execute(channel -> channel.messageCount(access.listenQueue())).doubleValue();
    } catch (RuntimeException e) {
      LOG.debug("Can't get the queue length from the broker", e); // an outage is logged elsewhere
      return Double.NaN;
    }
  }

  private static double seconds(@Nullable Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli() / 1000.0;
  }
}
