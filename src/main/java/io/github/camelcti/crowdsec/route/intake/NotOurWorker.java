package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.opencti.CallerCheck;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a call does not come from one of OpenCTI's workers. */
public final class NotOurWorker implements Predicate {

  private static final Logger LOG = LoggerFactory.getLogger(NotOurWorker.class);

  private final Registration registration;
  private final Config config;

  public NotOurWorker(Config config, Registration registration) {
    this.config = config;
    this.registration = registration;
  }

  @Override
  public boolean matches(Exchange exchange) {
    String authorization = exchange.getMessage().getHeader("Authorization", String.class);
    boolean allowed = CallerCheck.allowed(authorization, config.get(Settings.OPENCTI_TOKEN), registration.keys());
    if (!allowed) {
      LOG.warn("Rejected a call without {}: neither the token of OPENCTI_TOKEN nor one signed by OpenCTI",
          authorization == null ? "credentials" : "valid credentials");
    }
    return !allowed;
  }
}
