package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.opencti.Job;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the job belongs to a draft or to a playbook. A bundle pushed for a draft lands in the live data (observed on
 * 6.9.10), so such a job is refused rather than written to the wrong place.
 */
public final class UnsupportedJob implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    Job job = JobState.job(exchange);
    return job.draftId() != null || job.playbook();
  }
}
