package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.opencti.JobReader;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Reads the message into the variable {@code job}. Its headers end here: they come from outside, and Camel's HTTP
 * components would pass them on.
 */
public final class JobMessage implements Processor {

  private final JobReader reader = new JobReader();

  @Override
  public void process(Exchange exchange) {
    exchange.getMessage().removeHeaders("*");
    exchange.setVariable("job", reader.read(exchange.getMessage().getBody(byte[].class)));
  }
}
