package io.github.camelcti.crowdsec.route.crowdsec;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.http.HttpClients;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Prepares the HTTP client of the look-up endpoint, and of no other: the key belongs to this endpoint, so another
 * endpoint that an engineer adds never carries it. And the client sends nothing that the {@link LastCheck} stops.
 */
public final class CrowdSecHttp implements HttpClientConfigurer {

  private final Config config;

  public CrowdSecHttp(Config config) {
    this.config = config;
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    HttpClients.crowdSec(builder, config);
    builder.addExecInterceptorFirst("last-check", new LastCheck.InClient());
  }
}
