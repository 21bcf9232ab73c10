package io.github.camelcti.crowdsec.route.crowdsec;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.http.HttpClients;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;

/** The TLS settings of the look-up endpoint, as Camel's HTTP component needs them. */
public final class CrowdSecTls extends SSLContextParameters {

  private final Config config;

  public CrowdSecTls(Config config) {
    this.config = config;
  }

  @Override
  public SSLContext createSSLContext(CamelContext camelContext) {
    return HttpClients.crowdSecTls(config);
  }
}
