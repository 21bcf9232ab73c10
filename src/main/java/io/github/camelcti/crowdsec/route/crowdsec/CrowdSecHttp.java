package io.github.camelcti.crowdsec.route.crowdsec;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.http.HttpClients;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Sets up the HTTP client of the look-up endpoint only: the key belongs to this endpoint, so that endpoints which an
 * engineer adds never send it. The client sends nothing that the {@link LastCheck} blocks.
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
