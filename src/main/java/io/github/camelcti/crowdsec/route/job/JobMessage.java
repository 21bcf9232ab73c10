package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.JobReader;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;

/**
 * Reads the message into the variable {@code job}. Drops its headers: they come from outside, and Camel's HTTP
 * components would pass them on.
 */
public final class JobMessage implements Processor {

  private final JobReader reader = new JobReader(Clock.systemUTC());

  @Override
  public void process(Exchange exchange) {
    boolean again = exchange.getMessage().getHeader(SpringRabbitMQConstants.REDELIVERED, false, Boolean.class);
    exchange.getMessage().removeHeaders("*");
    Job read = reader.read(exchange.getMessage().getBody(byte[].class));
    Job job = again ? read.again() : read;
    JobRecord.begin(exchange, job);
    exchange.setVariable("job", job);
  }
}
