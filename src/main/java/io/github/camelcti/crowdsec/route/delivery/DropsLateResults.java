package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.route.opencti.Registration;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the platform drops results of a work that it has closed meanwhile. */
public final class DropsLateResults implements Predicate {

  private final Registration registration;

  public DropsLateResults(Registration registration) {
    this.registration = registration;
  }

  @Override
  public boolean matches(Exchange exchange) {
    return registration.version().dropsResultsOfClosedWorks();
  }
}
