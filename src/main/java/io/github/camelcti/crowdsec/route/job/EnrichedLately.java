package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Enricher;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the observable was enriched less than {@code CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS} ago. For a job that was
 * started before, the date says nothing: the job itself may have written it, in an attempt whose result did not arrive.
 */
public record EnrichedLately(Enricher enricher) implements Predicate {
  @Override
  public boolean matches(Exchange exchange) {
    return !JobState.job(exchange).redelivered() && enricher.tooSoon(JobState.observable(exchange)).isPresent();
  }
}
