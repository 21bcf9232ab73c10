package io.github.camelcti.crowdsec.route;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the job has gone back to the queue too often while others passed. */
public final class FailsAlone implements Predicate {

  private PlatformGate gate;

  @Override
  public boolean matches(Exchange exchange) {
    return gate.failsAlone(exchange);
  }

  public PlatformGate getGate() {
    return gate;
  }

  public void setGate(PlatformGate gate) {
    this.gate = gate;
  }
}
