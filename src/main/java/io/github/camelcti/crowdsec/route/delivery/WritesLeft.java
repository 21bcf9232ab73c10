package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.opencti.result.DirectWrites;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether some of the result's objects are still to be written. */
public final class WritesLeft implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    return exchange.getVariable("writes", DirectWrites.class).hasNext();
  }
}
