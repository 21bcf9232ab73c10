package io.github.camelcti.crowdsec.route;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the job's work has to be ended by us after a push: on platforms whose push does not take the work along
 * (before 6.9), nobody else does it.
 */
public final class WorkLeftOpen implements Predicate {

  private Operations operations;

  @Override
  public boolean matches(Exchange exchange) {
    return JobState.job(exchange).hasWork() && !operations.pushTellsWork();
  }

  public Operations getOperations() {
    return operations;
  }

  public void setOperations(Operations operations) {
    this.operations = operations;
  }
}
