package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.opencti.result.WorkerBatch;
import io.github.camelcti.crowdsec.route.job.JobState;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the job's work may have been told already how many objects it has to wait for. */
public final class BegunBefore implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    return JobState.job(exchange).redelivered() || exchange.getVariable("parcel", WorkerBatch.class).perhapsAnnounced();
  }
}
