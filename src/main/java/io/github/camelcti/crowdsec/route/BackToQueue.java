package io.github.camelcti.crowdsec.route;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a job back to the queue by failing the exchange. It must fail with a {@link RuntimeCamelException}: the
 * consumer acknowledges a message whose exchange failed with anything else.
 */
public final class BackToQueue implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(BackToQueue.class);

  @Override
  public void process(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    String reason = caught == null ? "no reason given" : caught.getMessage();
    LOG.warn("The job of {} goes back to the queue, since its outcome could not be told to OpenCTI: {}",
        JobState.job(exchange) == null ? "an unread message" : JobState.job(exchange).entityId(), reason);
    throw new RuntimeCamelException("job returned to the queue: " + reason, caught);
  }
}
