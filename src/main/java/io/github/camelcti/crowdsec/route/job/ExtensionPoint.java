package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.hand.JobInHand;
import io.github.camelcti.crowdsec.route.hook.HookBusyException;
import io.github.camelcti.crowdsec.route.hook.HookCall;
import io.github.camelcti.crowdsec.route.hook.HookCalls;
import io.github.camelcti.crowdsec.route.hook.HookException;
import io.github.camelcti.crowdsec.stix.BundleReader;
import io.github.camelcti.crowdsec.stix.StixBundle;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An extension point for engineers' own routes, without edits to ours: routes that start with {@code direct:} and the
 * point's name, alone or with {@code -something} after it, in the order of these names. Each gets a message of its own,
 * with the job's variables; what it may return is used if it is valid. If it fails or hangs, the job continues as if it
 * did not exist, except before the look-up: what could not be vetoed is not looked up. Before the result is delivered, a
 * route can end the job with {@code direct:skip-job}.
 */
public final class ExtensionPoint implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(ExtensionPoint.class);
  private static final List<String> VARIABLES = List.of("job", "observable", "address", "answer", "enrichment", "outcome");
  private static final String DIRECT = "direct://";

  private final CamelContext camelContext;
  private final HookCalls calls;
  private final String name;

  /** @param name one of {@link Hooks#NAMES} */
  public ExtensionPoint(CamelContext camelContext, HookCalls calls, String name) {
    this.camelContext = camelContext;
    this.calls = calls;
    this.name = name;
  }

  @Override
  public void process(Exchange exchange) {
    if (exchange.getMessage().getBody() instanceof CtiAnswer answer) {
      exchange.setVariable("answer", answer);
    }
    for (Route route : routes()) {
      String skipped = call(route, exchange);
      if (skipped != null) {
        throw new Refusal(Outcome.fine(JobOutcome.SKIPPED, skipped));
      }
    }
  }

  /** Returns the reason to end the job; null if it continues. */
  private @Nullable String call(Route route, Exchange exchange) {
    try {
      HookCall call = calls.call(name, route, message(exchange));
      String skipped = call.skipped();
      if (skipped != null && name.equals("after-work")) {
        throw new IllegalStateException("direct:skip-job has no effect here, because the work has its outcome already");
      }
      if (skipped != null) {
        return skipped;
      }
      if (call.message().getException() != null) {
        throw call.message().getException();
      }
      takeOver(call.message(), exchange);
    } catch (Exception | LinkageError | StackOverflowError e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt(); // for whoever waits next
      }
      failed(route, exchange, e);
    }
    return null;
  }

  /** The job goes on without the route, except before the look-up. */
  private void failed(Route route, Exchange exchange, Throwable e) {
    boolean veto = name.equals(Hooks.VETO);
    boolean returns = veto && (e instanceof HookBusyException || e instanceof InterruptedException);
    if (returns) {
      throw new HookBusyException("the route " + route.getRouteId() + " at direct:" + point(route) + " has to be asked"
          + " before the look-up, and " + (e instanceof HookBusyException ? e.getMessage() : "was interrupted"));
    }
    boolean saysEnough = e instanceof HookException || e instanceof HookBusyException;
    Job job = JobState.job(exchange);
    JobInHand hand = JobInHand.of(exchange);
    String where = hand == null || saysEnough ? "" : " " + hand.failedAt(e);
    LOG.warn("The route {} at the extension point direct:{} failed{}, the job of {} {}: {}", route.getRouteId(), point(route), where,
        job == null ? "no observable" : job.entityId(), veto ? "ends in error" : "continues without it",
        saysEnough ? e.getMessage() : JobInHand.words(exchange, e));
    LOG.debug("Where it failed", e);
    if (veto) {
      throw new Refusal(Outcome.refused(JobOutcome.FAILED, "CrowdSec: not looked up: the route " + route.getRouteId()
          + " at direct:" + point(route) + " may forbid it, and "
          + (saysEnough ? e.getMessage() : "it failed (" + e.getClass().getSimpleName() + "); see the connector's log")
          + ". Mend or remove the route" + Sentences.notSent(exchange)));
    }
  }

  /** The point's own name comes before all others. */
  private List<Route> routes() {
    return camelContext.getRoutes().stream()
        .filter(route -> route.getEndpoint().getEndpointUri().startsWith(DIRECT + name))
        .filter(route -> Hooks.isAt(name, point(route)))
        .filter(route -> camelContext.getRouteController().getRouteStatus(route.getRouteId()).isStarted())
        .sorted(Comparator.comparing(ExtensionPoint::point))
        .toList();
  }

  /** What the route's {@code direct:} is called. */
  private static String point(Route route) {
    return route.getEndpoint().getEndpointUri().substring(DIRECT.length()).replaceFirst("[?].*", "");
  }

  /** Keeps our headers and body out of the route, and the route's out of ours. */
  private Exchange message(Exchange exchange) {
    Exchange own = new DefaultExchange(camelContext);
    JobRecord.hand(exchange, own);
    for (String variable : VARIABLES) {
      Object value = exchange.getVariable(variable);
      if (value != null) {
        own.setVariable(variable, value);
      }
    }
    own.getMessage().setBody(switch (name) {
      case "before-look-up" -> exchange.getVariable("observable");
      case "after-answer" -> exchange.getVariable("answer");
      case "before-bundle" -> BundleReader.changeable(exchange.getVariable("enrichment", Enrichment.class).bundle());
      default -> exchange.getVariable("outcome");
    });
    return own;
  }

  /** At before-bundle, the returned body is the bundle; elsewhere, nothing is returned. */
  private void takeOver(Exchange own, Exchange exchange) {
    if (!name.equals("before-bundle")) {
      return;
    }
    StixBundle bundle = bundle(own.getMessage());
    Enrichment before = exchange.getVariable("enrichment", Enrichment.class);
    exchange.setVariable("enrichment", new Enrichment(bundle, before.sentence(), before.known()));
  }

  private static StixBundle bundle(Message returned) {
    Object body = returned.getBody();
    if (body instanceof Map<?, ?> map) {
      return BundleReader.read(map);
    }
    String json = returned.getBody(String.class); // it may also be bytes, or a stream
    if (json != null && json.stripLeading().startsWith("{")) {
      return BundleReader.read(json);
    }
    throw new IllegalArgumentException("it returned " + (body == null || "".equals(json) ? "nothing" : "a " + body.getClass().getName())
        + "; a bundle is expected, as maps or as JSON");
  }
}
