package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the observable is too secret to ask CrowdSec about it, by its TLP or by its PAP. Its strictest marking decides;
 * without any it is free.
 */
public final class OverTlpLimit implements Predicate {

  private String limit = "TLP:AMBER";
  private String papLimit = "PAP:AMBER";
  private DisclosureLimits limits = new DisclosureLimits(limit, papLimit);

  @Override
  public boolean matches(Exchange exchange) {
    return excess(exchange).isPresent();
  }

  Optional<Excess> excess(Exchange exchange) {
    return limits.excess(JobState.observable(exchange).markings());
  }

  public String getLimit() {
    return limit;
  }

  /** The strictest TLP that may leave the house, for example {@code TLP:AMBER}. */
  public void setLimit(String limit) {
    limits = new DisclosureLimits(limit, papLimit);
    this.limit = limit;
  }

  public String getPapLimit() {
    return papLimit;
  }

  /** The strictest PAP that may leave the house, for example {@code PAP:AMBER}. */
  public void setPapLimit(String papLimit) {
    limits = new DisclosureLimits(limit, papLimit);
    this.papLimit = papLimit;
  }
}
