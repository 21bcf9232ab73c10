package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last check before CrowdSec is called, which no edit of a route can bypass. The routes check markings too, and
 * earlier; this makes sure that they did. It uses the settings and OpenCTI's answer for this very job, not the routes'
 * variables and beans. It runs before cache and gate, so that a blocked look-up costs nothing, and in the HTTP client.
 */
public final class LastCheck {

  private static final EndpointStrategy ON_ENDPOINTS = LastCheck::watch;

  private static final Logger LOG = LoggerFactory.getLogger(LastCheck.class);
  /** Unavailable For Legal Reasons: a status that the circuit breaker does not count as a failure. */
  private static final int STOPPED = 451;

  private LastCheck() {}

  /**
   * Makes Camel's HTTP clients carry the job that they work for, and checks calls to CrowdSec made without our client.
   *
   * @param context without routes yet; its registry has the settings as {@code config}
   */
  public static void install(CamelContext context) {
    context.getCamelContextExtension().registerEndpointCallback(ON_ENDPOINTS);
  }

  /**
   * Passes a job whose markings were read and allow the look-up.
   *
   * @throws WithheldException otherwise; the outcome is in the job's {@link JobRecord}
   */
  public static void pass(Exchange exchange) {
    JobRecord job = JobRecord.of(exchange);
    Outcome refusal = job == null || job.observable() == null ? Sentences.unread(exchange)
        : excess(exchange, job).map(excess -> Sentences.tooSecret(excess, exchange)).orElse(null);
    if (refusal == null) {
      return;
    }
    if (job != null && job.withheld() == null) {
      job.withhold(refusal);
      LOG.warn("Blocked a CrowdSec look-up that the routes would have made for {}: {}. Check the choice"
          + " enrich-observable-refuse", job.job().entityId(), refusal.sentence());
    }
    throw new WithheldException(refusal.sentence());
  }

  private static Optional<Excess> excess(Exchange exchange, JobRecord job) {
    Config config = config(exchange);
    return new DisclosureLimits(config.get(Settings.CROWDSEC_MAX_TLP), config.get(Settings.CROWDSEC_MAX_PAP))
        .excess(Objects.requireNonNull(job.observable(), "job without observable").markings());
  }

  private static Config config(Exchange exchange) {
    return exchange.getContext().getRegistry().lookupByNameAndType("config", Config.class);
  }

  /** For the client that has the key. A client that does not carry its job sends nothing. */
  public static final class InClient implements ExecChainHandler {

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
        throws IOException, HttpException {
      Exchange exchange = (Exchange) scope.clientContext.getAttribute(Exchange.class.getName());
      try {
        if (exchange == null) {
          throw new WithheldException("the HTTP client does not know the job");
        }
        pass(exchange);
      } catch (WithheldException e) {
        return new BasicClassicHttpResponse(STOPPED, e.getMessage());
      }
      JobRecord.of(exchange).noteAsked();
      return chain.proceed(request, scope);
    }
  }

  private static Endpoint watch(String uri, Endpoint endpoint) {
    if (endpoint instanceof HttpEndpoint http && !(http.getHttpActivityListener() instanceof Watched)) {
      http.setHttpActivityListener(new Watched(http.getHttpActivityListener()));
    }
    return endpoint;
  }

  /** @param next the next one to call, may be null */
  private record Watched(HttpActivityListener next) implements HttpActivityListener {

    @Override
    public void onRequestSubmitted(Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
      // A look-up endpoint that lost our client, and with it the key, would still send the address to CrowdSec.
      if (JobRecord.of(exchange) != null && isCrowdSec(exchange, host)) {
        pass(exchange);
        JobRecord.of(exchange).noteAsked();
      }
      if (next != null) {
        next.onRequestSubmitted(source, exchange, host, request, entity);
      }
    }

    @Override
    public void onResponseReceived(Object source, Exchange exchange, HttpHost host, HttpResponse response, HttpEntity entity,
        long elapsed) {
      if (next != null) {
        next.onResponseReceived(source, exchange, host, response, entity, elapsed);
      }
    }

    private static boolean isCrowdSec(Exchange exchange, HttpHost host) {
      Config config = config(exchange);
      URI api = config == null ? null : URI.create(config.get(Settings.CROWDSEC_API_URL));
      return api != null && host.getHostName().equalsIgnoreCase(api.getHost())
          && port(host.getSchemeName(), host.getPort()) == port(api.getScheme(), api.getPort());
    }

    private static int port(String scheme, int port) {
      return port > 0 ? port : "https".equalsIgnoreCase(scheme) ? 443 : 80;
    }
  }
}
