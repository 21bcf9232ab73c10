package io.github.camelcti.crowdsec.route.job;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether a playbook asked: it waits for an answer, whatever the outcome. */
public final class ForPlaybook implements Predicate {

  @Override
  public boolean matches(Exchange exchange) {
    return JobState.job(exchange).forPlaybook();
  }
}
