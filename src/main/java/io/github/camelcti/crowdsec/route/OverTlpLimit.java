package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.enrich.Tlp;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the observable is too secret to ask CrowdSec about it. Its strictest TLP marking decides; without any it
 * counts as TLP:CLEAR.
 */
public final class OverTlpLimit implements Predicate {

  private Tlp limit;

  @Override
  public boolean matches(Exchange exchange) {
    return Tlp.of(JobState.observable(exchange).markings()).compareTo(limit) > 0;
  }

  public String getLimit() {
    return limit.label();
  }

  /** The strictest marking that may leave the house, for example {@code TLP:AMBER}. */
  public void setLimit(String limit) {
    this.limit = Tlp.parse(limit).orElseThrow(
        () -> new IllegalArgumentException("'" + limit + "' is no TLP marking; use TLP:CLEAR, TLP:GREEN, TLP:AMBER, "
            + "TLP:AMBER+STRICT or TLP:RED"));
  }
}
