package io.github.camelcti.crowdsec.route.crowdsec;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.crowdsec.BreakerOpenException;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecBusyException;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecException;
import io.github.camelcti.crowdsec.crowdsec.UnreachableException;
import io.github.camelcti.crowdsec.http.ProxyRoutes;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import io.github.camelcti.crowdsec.tls.ConnectionFailure;
import io.github.camelcti.crowdsec.tls.TlsFailure.Peer;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.util.ObjectHelper;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Translates a failed call to CrowdSec into one of our own exceptions, so that the redelivery rules know only these: an
 * open breaker, an error status, or no answer at all.
 */
public final class CrowdSecFailure {

  private final CtiAnswerReader answerReader;
  private final ConnectorMetrics metrics;
  private final Config config;

  public CrowdSecFailure(Config config, CtiAnswerReader answerReader, ConnectorMetrics metrics) {
    this.config = config;
    this.answerReader = answerReader;
    this.metrics = metrics;
  }

  /** The exception for the failure that the exchange has caught; never null. */
  Exception named(Exchange exchange) {
    try {
      LastCheck.pass(exchange); // if this throws, nothing was sent, so CrowdSec did not fail
      return name(exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    } catch (RuntimeException e) {
      return e;
    }
  }

  private Exception name(Exchange exchange, Exception caught) {
    if (caught instanceof CrowdSecException) {
      return caught; // already translated
    }
    // The breaker wraps what it catches.
    if (ObjectHelper.getException(CallNotPermittedException.class, caught) != null) {
      return new BreakerOpenException("CrowdSec look-ups paused after too many failures (circuit breaker open)");
    }
    HttpOperationFailedException http = ObjectHelper.getException(HttpOperationFailedException.class, caught);
    if (http != null) {
      byte[] body = http.getResponseBody() == null ? new byte[0] : http.getResponseBody().getBytes(StandardCharsets.UTF_8);
      metrics.crowdSecCalled(http.getStatusCode());
      answerReader.judge().judge(JobState.address(exchange), http.getStatusCode(), body, retryAfter(http.getResponseHeaders()));
      return new IllegalStateException("HTTP " + http.getStatusCode() + " was reported as a failure");
    }
    IOException broken = ObjectHelper.getException(IOException.class, caught);
    if (broken == null) {
      // Not the server's fault: a bug, or an edited route. It must neither count as an outage nor be retried.
      return caught;
    }
    metrics.crowdSecCalled(null);
    String url = config.get(Settings.CROWDSEC_API_URL);
    String message = "CrowdSec at " + url + ProxyRoutes.between(config, url) + " gave no answer: "
        + ConnectionFailure.say(broken, Peer.CROWDSEC, url.startsWith("https"));
    return connected(broken) ? new CrowdSecBusyException(message, null, caught) : new UnreachableException(message, caught);
  }

  /** Whether the request may have been sent, so that CrowdSec may have counted it. */
  private static boolean connected(IOException broken) {
    return !(broken instanceof ConnectException || broken instanceof NoRouteToHostException
        || broken instanceof UnknownHostException || broken instanceof ConnectTimeoutException
        || broken instanceof SSLHandshakeException);
  }

  private static @Nullable String retryAfter(Map<String, String> headers) {
    if (headers == null) {
      return null;
    }
    return headers.entrySet().stream()
        .filter(header -> "Retry-After".equalsIgnoreCase(header.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }
}
