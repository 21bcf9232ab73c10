package io.github.camelcti.crowdsec.route.job;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the observable's value is not one IP address (a network, a typing error): it must not get into a URL. */
public final class NotAnAddress implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    return JobState.address(exchange) == null;
  }
}
