package io.github.camelcti.crowdsec.route;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the job has gone back to the queue too often while OpenCTI was there. */
public final class FailsAlone implements Predicate {

  private PlatformGate gate;
  private boolean forGood;

  @Override
  public boolean matches(Exchange exchange) {
    return forGood ? gate.failsForGood(exchange) : gate.failsAlone(exchange);
  }

  public boolean isForGood() {
    return forGood;
  }

  /** Whether it is about those whose work could not be ended either. */
  public void setForGood(boolean forGood) {
    this.forGood = forGood;
  }

  public PlatformGate getGate() {
    return gate;
  }

  public void setGate(PlatformGate gate) {
    this.gate = gate;
  }
}
