package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.route.job.JobState;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the job's result is delivered in a certain way. */
public final class DeliveredBy implements Predicate {

  private final Delivery delivery;
  private final Delivery.Way way;

  public DeliveredBy(Delivery delivery, Delivery.Way way) {
    this.delivery = delivery;
    this.way = way;
  }

  @Override
  public boolean matches(Exchange exchange) {
    return delivery.of(JobState.job(exchange)) == way;
  }
}
