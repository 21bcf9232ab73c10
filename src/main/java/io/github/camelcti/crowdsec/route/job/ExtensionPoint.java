package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.stix.BundleReader;
import io.github.camelcti.crowdsec.stix.StixBundle;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An extension point for an engineer's own route, without edits to ours: a route that starts with {@code direct:} and
 * the point's name. It gets a message of its own, with the job's variables; what it may return is used if it is valid.
 * Without such a route nothing happens. If it fails, the job continues as if it did not exist.
 */
public final class ExtensionPoint implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(ExtensionPoint.class);
  private static final List<String> VARIABLES = List.of("job", "observable", "address", "answer", "enrichment", "outcome");

  private final CamelContext camelContext;
  private final String name;
  private final String uri;
  private final String uriWithOptions;
  private @Nullable ProducerTemplate template;

  /** @param name the name of the {@code direct:} that the route starts with */
  public ExtensionPoint(CamelContext camelContext, String name) {
    this.camelContext = camelContext;
    this.name = name;
    this.uri = "direct://" + name;
    this.uriWithOptions = uri + "?";
  }

  @Override
  public void process(Exchange exchange) {
    if (exchange.getMessage().getBody() instanceof CtiAnswer answer) {
      exchange.setVariable("answer", answer);
    }
    Route route = route();
    if (route == null) {
      return;
    }
    try {
      Exchange own = template().send(route.getEndpoint(), message(exchange));
      if (own.getException() != null) {
        throw own.getException();
      }
      takeOver(own, exchange);
    } catch (Exception | LinkageError | StackOverflowError e) {
      Job job = JobState.job(exchange);
      LOG.warn("The route {} at the extension point direct:{} failed, the job of {} continues without it: {}",
          route.getRouteId(), name, job == null ? "no observable" : job.entityId(), e.toString());
    }
  }

  private @Nullable Route route() {
    for (Route route : camelContext.getRoutes()) {
      String from = route.getEndpoint().getEndpointUri();
      if ((from.equals(uri) || from.startsWith(uriWithOptions))
          && camelContext.getRouteController().getRouteStatus(route.getRouteId()).isStarted()) {
        return route;
      }
    }
    return null;
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
    Enrichment enrichment = exchange.getVariable("enrichment", Enrichment.class);
    own.getMessage().setBody(name.equals("before-bundle") ? BundleReader.changeable(enrichment.bundle())
        : exchange.getVariable(name.equals("after-work") ? "outcome" : "answer"));
    return own;
  }

  /** At before-bundle, the returned body is the bundle; elsewhere, nothing is returned. */
  private void takeOver(Exchange own, Exchange exchange) {
    if (!name.equals("before-bundle")) {
      return;
    }
    Object body = own.getMessage().getBody();
    StixBundle bundle = body instanceof Map<?, ?> map ? BundleReader.read(map)
        : BundleReader.read(String.valueOf(own.getMessage().getBody(String.class)));
    Enrichment before = exchange.getVariable("enrichment", Enrichment.class);
    exchange.setVariable("enrichment", new Enrichment(bundle, before.sentence(), before.known()));
  }

  private synchronized ProducerTemplate template() {
    if (template == null) {
      template = camelContext.createProducerTemplate();
    }
    return template;
  }
}
