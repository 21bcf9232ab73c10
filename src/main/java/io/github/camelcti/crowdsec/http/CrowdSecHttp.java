package io.github.camelcti.crowdsec.http;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * Prepares the HTTP client of the look-up endpoint, and of no other: the key belongs to this endpoint, so another
 * endpoint that an engineer adds never carries it.
 */
public final class CrowdSecHttp implements HttpClientConfigurer {

  private static final long MAX_ANSWER = 5L * 1024 * 1024;

  private Config config;

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    HttpClients.restrain(builder, MAX_ANSWER, config.get(Settings.CROWDSEC_RESPONSE_TIMEOUT),
        new BasicHeader("x-api-key", config.get(Settings.CROWDSEC_KEY).reveal()));
  }

  public Config getConfig() {
    return config;
  }

  public void setConfig(Config config) {
    this.config = config;
  }
}
