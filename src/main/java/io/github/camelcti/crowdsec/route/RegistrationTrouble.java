package io.github.camelcti.crowdsec.route;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says before each further try why the last one failed: one line, no stack trace. */
public final class RegistrationTrouble implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(RegistrationTrouble.class);

  @Override
  public void process(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    LOG.warn("Not registered yet: {}; trying again", caught.getMessage());
  }
}
