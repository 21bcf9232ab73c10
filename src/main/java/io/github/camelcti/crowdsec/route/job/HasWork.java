package io.github.camelcti.crowdsec.route.job;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the job has a work to report to. */
public final class HasWork implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    return JobState.job(exchange).hasWork();
  }
}
