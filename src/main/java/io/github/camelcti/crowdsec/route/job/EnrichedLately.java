package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Enricher;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the observable was enriched less than {@code CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS} ago. For a job that was begun
 * before the date says nothing: it may be its own, written by an attempt whose result has not arrived.
 */
public final class EnrichedLately implements Predicate {

  private final Enricher enricher;

  public EnrichedLately(Enricher enricher) {
    this.enricher = enricher;
  }

  @Override
  public boolean matches(Exchange exchange) {
    return !JobState.job(exchange).redelivered() && enricher.tooSoon(JobState.observable(exchange)).isPresent();
  }
}
