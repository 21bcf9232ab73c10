package io.github.camelcti.crowdsec.trial;

import java.util.Set;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.util.URISupport;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Keeps a trial within this process: what would go elsewhere is only written down. */
final class Unreached implements EndpointStrategy {

  /** Components that reach nobody outside. */
  private static final Set<String> WITHIN = Set.of("bean", "class", "direct", "language", "log", "mock", "scheduler", "seda",
      "stub", "timer");
  /** Where the host is a placeholder: see the route call-crowdsec. */
  private static final String LOOK_UP = "https://crowdsec?";
  private static final int LONGEST_BODY = 200;

  private final Trace trace;
  private final String platform;
  private final String crowdSec;

  /**
   * @param platform the URL of the platform's double
   * @param crowdSec the URL that look-ups go to
   */
  Unreached(Trace trace, String platform, String crowdSec) {
    this.trace = trace;
    this.platform = platform;
    this.crowdSec = crowdSec;
  }

  @Override
  public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
    String scheme = endpoint.getEndpointUri().replaceFirst(":.*", "");
    if (endpoint instanceof Elsewhere || WITHIN.contains(scheme)
        || scheme.equals("graphql") && endpoint.getEndpointUri().startsWith("graphql://" + platform)) {
      return endpoint;
    }
    if (endpoint instanceof HttpEndpoint http && http.getEndpointUri().startsWith(LOOK_UP)) {
      http.setHttpActivityListener(new LookUp(http.getHttpActivityListener()));
      return http;
    }
    return new Elsewhere(endpoint);
  }

  /** Lets the look-up of our routes pass, whose address is in a header; it has to keep its client, which checks it again. */
  private final class LookUp implements HttpActivityListener {

    private final @Nullable HttpActivityListener next;

    private LookUp(@Nullable HttpActivityListener next) {
      this.next = next;
    }

    @Override
    public void onRequestSubmitted(Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
      String to = host.toURI() + request.getPath();
      if (!to.startsWith(crowdSec + "/")) {
        throw new IllegalStateException("not sent, because this is a trial: to " + to);
      }
      if (next != null) {
        next.onRequestSubmitted(source, exchange, host, request, entity);
      }
      trace.say("asks CrowdSec: " + request.getMethod() + " " + to);
    }

    @Override
    public void onResponseReceived(Object source, Exchange exchange, HttpHost host, HttpResponse response, HttpEntity entity,
        long elapsed) {
      trace.say("CrowdSec answers: HTTP " + response.getCode());
      if (next != null) {
        next.onResponseReceived(source, exchange, host, response, entity, elapsed);
      }
    }
  }

  /** An endpoint outside of this process. */
  private final class Elsewhere extends DefaultEndpoint {

    private Elsewhere(Endpoint instead) {
      super(instead.getEndpointUri(), instead.getComponent() == null
          ? instead.getCamelContext().getComponent("stub") : instead.getComponent());
    }

    @Override
    public Producer createProducer() throws Exception {
      return new DefaultProducer(this) {
        @Override
        public void process(Exchange exchange) {
          String path = exchange.getMessage().getHeader(Exchange.HTTP_PATH, "", String.class);
          String body = String.valueOf(exchange.getMessage().getBody(String.class)).replaceAll("\\s+", " ");
          trace.say("not sent, because this is a trial: to " + URISupport.sanitizeUri(getEndpointUri()) + path + ": "
              + (body.length() <= LONGEST_BODY ? body : body.substring(0, LONGEST_BODY) + "..."));
        }
      };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
      return new DefaultConsumer(this, processor);
    }

    @Override
    public boolean isLenientProperties() {
      return true;
    }
  }
}
