package io.github.camelcti.crowdsec.route.crowdsec;

import io.github.camelcti.crowdsec.crowdsec.CrowdSecBusyException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Runs at each failed attempt: if the server said how long to wait, that replaces the backoff for this attempt. */
public final class FollowRetryAfter implements Processor {

  @Override
  public void process(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    exchange.getMessage().removeHeader(Exchange.REDELIVERY_DELAY);
    if (caught instanceof CrowdSecBusyException busy && busy.retryAfter() != null) {
      exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, busy.retryAfter().toMillis());
    }
  }
}
