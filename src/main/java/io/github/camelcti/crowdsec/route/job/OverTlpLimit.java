package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the observable's TLP or PAP marking is above the limit for CrowdSec look-ups. Its strictest marking decides;
 * without markings there is no limit.
 */
public record OverTlpLimit(DisclosureLimits limits) implements Predicate {

  /**
   * @param limit the strictest TLP that may be sent to CrowdSec, for example {@code TLP:AMBER}
   * @param papLimit the strictest PAP, for example {@code PAP:AMBER}
   */
  public OverTlpLimit(String limit, String papLimit) {
    this(new DisclosureLimits(limit, papLimit, "rule overTlpLimit", "rule overTlpLimit"));
  }

  @Override
  public boolean matches(Exchange exchange) {
    return excess(exchange).isPresent();
  }

  Optional<Excess> excess(Exchange exchange) {
    return limits.excess(JobState.observable(exchange).markings());
  }
}
