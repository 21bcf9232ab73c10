package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.enrich.DisclosureLimits;
import io.github.camelcti.crowdsec.enrich.DisclosureLimits.Excess;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the observable is too secret to ask CrowdSec about it, by its TLP or by its PAP. Its strictest marking decides;
 * without any it is free.
 */
public final class OverLimit implements Predicate {

  private String maxTlp = "TLP:AMBER";
  private String maxPap = "PAP:AMBER";
  private DisclosureLimits limits = new DisclosureLimits(maxTlp, maxPap);

  @Override
  public boolean matches(Exchange exchange) {
    return excess(exchange).isPresent();
  }

  Optional<Excess> excess(Exchange exchange) {
    return limits.excess(JobState.observable(exchange).markings());
  }

  public String getMaxTlp() {
    return maxTlp;
  }

  /** The strictest TLP that may leave the house, for example {@code TLP:AMBER}. */
  public void setMaxTlp(String maxTlp) {
    limits = new DisclosureLimits(maxTlp, maxPap);
    this.maxTlp = maxTlp;
  }

  public String getMaxPap() {
    return maxPap;
  }

  /** The strictest PAP that may leave the house, for example {@code PAP:AMBER}. */
  public void setMaxPap(String maxPap) {
    limits = new DisclosureLimits(maxTlp, maxPap);
    this.maxPap = maxPap;
  }
}
