package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.address.AddressSpace;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the address is a private or local one that {@code CROWDSEC_SKIP_PRIVATE} excludes from look-ups. */
public record NeverPublic(Config config) implements Predicate {
  @Override
  public boolean matches(Exchange exchange) {
    return config.get(Settings.CROWDSEC_SKIP_PRIVATE) && AddressSpace.neverPublic(JobState.address(exchange));
  }
}
