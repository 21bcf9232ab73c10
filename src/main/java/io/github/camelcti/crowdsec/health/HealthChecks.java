package io.github.camelcti.crowdsec.health;

import io.github.camelcti.crowdsec.config.RouteTimes;
import io.github.camelcti.crowdsec.crowdsec.CallGate;
import io.github.camelcti.crowdsec.crowdsec.GateReason;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.metrics.Metric;
import io.github.camelcti.crowdsec.reload.RouteReload;
import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.route.hook.HookCall;
import io.github.camelcti.crowdsec.route.intake.BrokerWatch;
import io.github.camelcti.crowdsec.route.intake.Gauges;
import io.github.camelcti.crowdsec.route.intake.StuckJobs;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/**
 * What {@code /observe/health} answers. Ready means that a job can be taken now. Live means that a restart would not
 * help: an outage elsewhere is never a reason to restart, a consumer or a route that has stopped is.
 */
public final class HealthChecks {

  private static final String CONSUMER_ROUTE = "receive-job";
  private static final Set<String> OPEN = Set.of("OPEN", "FORCED_OPEN");

  private final CamelContext context;

  private HealthChecks(CamelContext context) {
    this.context = context;
  }

  /** What a check found: why it is down, or null; and since when, or null. */
  private record Finding(@Nullable String fault, String message, @Nullable Instant since) {

    static Finding up(String message, @Nullable Instant since) {
      return new Finding(null, message, since);
    }

    static Finding down(String fault, @Nullable Instant since) {
      return new Finding(fault, fault, since);
    }
  }

  private interface Question {
    Finding ask() throws Exception;
  }

  /** Adds the connector's checks to a context that is about to start. */
  public static void register(CamelContext context) {
    HealthChecks checks = new HealthChecks(context);
    HealthCheckRegistry registry = HealthCheckRegistry.get(context);
    List.of(
        new Check("registration", Probes.READY, checks::registration),
        new Check("platform", Probes.READY, checks::platform),
        new Check("broker", Probes.READY, checks::broker),
        new Check("consumer", Probes.READY, checks::consumer),
        new Check("crowdsec", Probes.READY, checks::crowdSec),
        new Check("jobs", Probes.READY, checks::jobs),
        new Check("routes-files", Probes.NONE, checks::routesFiles),
        new Check("hooks", Probes.NONE, checks::hooks),
        new Check("consumer-alive", Probes.READY_AND_LIVE, checks::consumerAlive),
        new Check("routes", Probes.READY_AND_LIVE, checks::routes)).forEach(registry::register);
    ConnectorMetrics metrics = context.getRegistry().lookupByNameAndType("metrics", ConnectorMetrics.class);
    metrics.gauge(Metric.JOBS_STUCK, () -> checks.beans().stuckJobs().count());
    metrics.gauge(Metric.ROUTES_REFUSED, () -> {
      RouteReload.State edits = checks.edits();
      return edits != null && edits.refusal() != null ? 1 : 0;
    });
  }

  private Finding registration() {
    Registration registration = beans().registration();
    return registration.isRegistered()
        ? Finding.up("registered with OpenCTI " + registration.getPlatformVersion(), null)
        : Finding.down("not registered with OpenCTI yet", null);
  }

  @SuppressWarnings("NullAway") // an answer has an age
  private Finding platform() {
    PlatformGate gate = platformGate();
    if (gate.reason() != null) {
      return Finding.down("OpenCTI is down: " + gate.reason(), gate.since());
    }
    Instant last = gate.lastAnswer();
    if (last == null) {
      return Finding.down("OpenCTI has not answered yet", null);
    }
    Duration period = RouteTimes.parse(context.resolvePropertyPlaceholders("{{ping.period}}"));
    return gate.silence().compareTo(period.multipliedBy(2)) < 0
        ? Finding.up("OpenCTI answers", last)
        : Finding.down("OpenCTI has not answered since " + last + ", for more than two pings", last);
  }

  /** Whether OpenCTI's workers deliver the jobs over HTTP, so that no queue is consumed. */
  private boolean brought() {
    return "API".equals(context.resolvePropertyPlaceholders("{{connector.listen-protocol}}"));
  }

  private Finding broker() {
    if (brought()) {
      return Finding.up("no queue to consume, OpenCTI's workers deliver the jobs over HTTP", null);
    }
    BrokerWatch.State state = beans().brokerWatch().state();
    return state.consuming() || paused() && state.trouble() == null
        ? Finding.up(state.message(), state.since()) : Finding.down(state.message(), state.since());
  }

  private Finding consumer() {
    if (beans().stuckJobs().keepAll()) {
      return Finding.down("all consumers work on jobs that are stuck, see the check jobs", null);
    }
    CallGate gate = gate();
    if (gate.holdsJobs()) {
      return closed("paused: ", gate);
    }
    if (platformGate().holdsJobs()) {
      return Finding.down("paused: OpenCTI is down", platformGate().since());
    }
    RouteReload.State edits = edits();
    if (edits != null && !edits.whole()) {
      return Finding.down("paused: " + edits.refusal(), edits.since());
    }
    if (replacing()) {
      return Finding.up("routes are being reloaded, jobs wait for a moment", null);
    }
    String route = brought() ? "receive-callback" : CONSUMER_ROUTE;
    ServiceStatus status = context.getRouteController().getRouteStatus(route);
    if (status == null || !status.isStarted()) {
      return Finding.down("the route " + route + " is " + (status == null ? "missing" : status), null);
    }
    if (brought()) {
      return Finding.up("ready for jobs from OpenCTI's workers", null);
    }
    int active = container() instanceof SimpleMessageListenerContainer simple ? simple.getActiveConsumerCount() : 1;
    return active > 0 && beans().brokerWatch().state().consuming()
        ? Finding.up(active + " consumers", null)
        : Finding.down("no consumer on the queue, see the check broker", null);
  }

  private Finding jobs() {
    StuckJobs stuck = beans().stuckJobs();
    String words = stuck.words();
    if (words == null) {
      return Finding.up("no job is stuck", null);
    }
    return stuck.keepAll() ? Finding.down("no job can be taken, all that are in progress are stuck. " + words, null)
        : Finding.up(words, null);
  }

  private Finding crowdSec() {
    CallGate gate = gate();
    if (gate.reason() != GateReason.OPEN) {
      return closed("CrowdSec look-ups paused: ", gate);
    }
    ResilienceProcessor breaker = context.getProcessor(Gauges.BREAKER, ResilienceProcessor.class);
    String state = breaker == null ? "missing" : breaker.getCircuitBreakerState();
    return OPEN.contains(String.valueOf(state))
        ? Finding.down("CrowdSec look-ups paused after too many failures (circuit breaker " + state + ")", null)
        : Finding.up("circuit breaker " + state, null);
  }

  private Finding consumerAlive() {
    ServiceStatus status = context.getRouteController().getRouteStatus(CONSUMER_ROUTE);
    AbstractMessageListenerContainer container = container();
    // Consumers are suspended during a pause, and for a moment after it.
    Route route = context.getRoute(CONSUMER_ROUTE); // null for the moment in which it is replaced by an edited one
    boolean still = paused() || route != null && route.getConsumer() instanceof ServiceSupport consumer
        && consumer.isSuspendingOrSuspended();
    return !still && status != null && status.isStarted() && container != null && !container.isActive()
        ? Finding.down("the consumers stopped unexpectedly; restart the connector", null)
        : Finding.up("no consumer has stopped unexpectedly", null);
  }

  private Finding routes() {
    if (!context.isStarted()) {
      return Finding.up("Camel is starting or stopping", null);
    }
    List<String> ended = context.getRoutes().stream()
        .filter(Route::isAutoStartup) // the others run with one listen protocol only
        .map(Route::getRouteId)
        .filter(id -> context.getRouteController().getRouteStatus(id).isStopped()).toList();
    return ended.isEmpty() ? Finding.up("all routes run", null)
        : Finding.down("routes have stopped: " + String.join(", ", ended), null);
  }

  private Beans beans() {
    return Beans.of(context);
  }

  private @Nullable AbstractMessageListenerContainer container() {
    return beans().brokerWatch().container();
  }

  private CallGate gate() {
    return beans().callGate();
  }

  /** Whether jobs are left in the queue on purpose. */
  private boolean paused() {
    return gate().holdsJobs() || platformGate().holdsJobs() || replacing();
  }

  private PlatformGate platformGate() {
    return beans().platformGate();
  }

  private boolean replacing() {
    return beans().intake().isHeld();
  }

  private static Finding closed(String what, CallGate gate) {
    Instant next = gate.nextTry();
    return Finding.down(what + gate.words()
        + (next == null ? "" : "; next try at " + next.truncatedTo(ChronoUnit.SECONDS)), gate.since());
  }

  /** Null when the files are not watched. */
  private RouteReload.@Nullable State edits() {
    RouteReload reload = context.getRegistry().lookupByNameAndType(RouteReload.BEAN, RouteReload.class);
    return reload == null ? null : reload.state();
  }

  private Finding routesFiles() {
    RouteReload.State state = edits();
    if (state == null) {
      return Finding.up("routes are read at startup only (CONNECTOR_ROUTES_RELOAD)", null);
    }
    String running = state.waits() == null ? "the running routes match the files" : state.waits();
    return state.refusal() == null ? Finding.up(running, state.since())
        : Finding.down(state.refusal(), state.since());
  }

  private Finding hooks() {
    List<HookCall> late = beans().hookCalls().late();
    return late.isEmpty() ? Finding.up("no route of your own hangs", null)
        : Finding.down("routes of your own hang, jobs go on without them: "
            + late.stream().map(HookCall::toString).collect(Collectors.joining("; ")), null);
  }

  /** Which probes use it: liveness only where a restart would help. */
  private enum Probes { NONE, READY, READY_AND_LIVE }

  private static final class Check extends AbstractHealthCheck {

    private final Probes probes;
    private final Question question;

    private Check(String id, Probes probes, Question question) {
      super("connector", id);
      this.probes = probes;
      this.question = question;
    }

    @Override
    public boolean isLiveness() {
      return probes == Probes.READY_AND_LIVE;
    }

    @Override
    public boolean isReadiness() {
      return probes != Probes.NONE;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
      try {
        Finding finding = question.ask();
        result.message(finding.message()).state(
            finding.fault() == null ? HealthCheck.State.UP : HealthCheck.State.DOWN);
        if (finding.since() != null) {
          result.detail("since", finding.since().toString());
        }
      } catch (Exception e) {
        result.message("the check failed: " + e.getMessage()).down();
      }
    }
  }
}
