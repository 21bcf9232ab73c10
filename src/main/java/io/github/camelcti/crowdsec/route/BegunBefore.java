package io.github.camelcti.crowdsec.route;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the job has a work and was begun before: an earlier attempt may have told the work something already. */
public final class BegunBefore implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    return JobState.job(exchange).hasWork() && JobState.job(exchange).redelivered();
  }
}
