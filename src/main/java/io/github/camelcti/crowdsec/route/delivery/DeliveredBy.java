package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.route.job.JobState;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the job's result goes back by a certain way. */
public final class DeliveredBy implements Predicate {

  private Delivery delivery;
  private Delivery.Way way;

  @Override
  public boolean matches(Exchange exchange) {
    return delivery.of(JobState.job(exchange)) == way;
  }

  public Delivery getDelivery() {
    return delivery;
  }

  public void setDelivery(Delivery delivery) {
    this.delivery = delivery;
  }

  public Delivery.Way getWay() {
    return way;
  }

  public void setWay(Delivery.Way way) {
    this.way = way;
  }
}
