package io.github.camelcti.crowdsec.route.job;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the platform shows no such observable: deleted meanwhile, no observable at all, or not ours to see. */
public final class NotFound implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    return JobState.observable(exchange) == null;
  }
}
