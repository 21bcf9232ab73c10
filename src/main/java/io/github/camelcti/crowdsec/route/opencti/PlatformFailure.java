package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.http.ProxyRoutes;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics.Result;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlException;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.tls.ConnectionFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import java.io.IOException;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Translates a failed call to OpenCTI: it is down, or it will never accept the request. */
public final class PlatformFailure implements Processor {

  private static final int TOO_LARGE = 413;
  private static final int SERVER_ERROR = 500;
  private static final String DRAFT_LOCKED = "DRAFT_LOCKED";

  private final ConnectorMetrics metrics;
  private final PlatformGate gate;
  private final Config config;

  public PlatformFailure(Config config, PlatformGate gate, ConnectorMetrics metrics) {
    this.config = config;
    this.gate = gate;
    this.metrics = metrics;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Operation operation = exchange.getVariable(GraphQlRequest.OPERATION, Operation.class);
    Exception failure = named(exchange);
    gate.failed(exchange);
    metrics.platformCalled(operation.documents().get(0),
        failure instanceof GraphQlException ? Result.REFUSED : Result.AWAY);
    throw failure;
  }

  private Exception named(Exchange exchange) {
    Exception caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    String url = config.get(Settings.OPENCTI_URL);
    if (caught instanceof HttpOperationFailedException http) {
      String body = http.getResponseBody() == null ? "" : http.getResponseBody();
      if (http.getStatusCode() == TOO_LARGE || body.toLowerCase(Locale.ROOT).contains("request entity too large")) {
        return new GraphQlException("TOO_LARGE",
            "OpenCTI, or a proxy in front of it, rejects the bundle as too large"
            + " (max_payload_body_size; client_max_body_size of nginx)");
      }
      if (body.contains(DRAFT_LOCKED)) {
        // Comes with HTTP 500, but is final: an approved or deleted draft does not open again.
        return new GraphQlException(DRAFT_LOCKED,
            "the draft of this job has been closed (DRAFT_LOCKED); enrich again in the live data or in another draft");
      }
      // OpenCTI itself answers questions with 200 and its own trouble with 5xx.
      String address = http.getStatusCode() < SERVER_ERROR
          ? "; check whether OPENCTI_URL (" + config.origin(Settings.OPENCTI_URL) + ") is OpenCTI's address" : "";
      return new PlatformUnavailableException("OpenCTI at " + url + ProxyRoutes.between(config, url) + " answered with HTTP "
          + http.getStatusCode() + address, caught);
    }
    if (!(caught instanceof IOException)) {
      // Not the platform's fault: a bug, or an edited route. A retry would not help.
      return caught;
    }
    return new PlatformUnavailableException("OpenCTI at " + url + ProxyRoutes.between(config, url) + " can't be reached: "
        + ConnectionFailure.say(caught, Peer.OPENCTI, url.startsWith("https")), caught);
  }
}
