package io.github.camelcti.crowdsec.route.hand;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Sees copies of a job's message that fail where nobody would hear of it: behind a {@code wireTap}, in a {@code multicast} that
 * goes on. The routes of a job have no error handling of their own, so that the job fails as a whole; of a copy, nothing
 * would be left. What the job itself fails with is said at its end.
 */
public final class LostFailures extends EventNotifierSupport {

  private LostFailures() {
    setIgnoreCamelContextEvents(true);
    setIgnoreRouteEvents(true);
    setIgnoreServiceEvents(true);
    setIgnoreStepEvents(true);
    setIgnoreExchangeCreatedEvent(true);
    setIgnoreExchangeCompletedEvent(true);
    setIgnoreExchangeRedeliveryEvents(true);
    setIgnoreExchangeSendingEvents(true);
    setIgnoreExchangeSentEvents(true);
  }

  /** @param context not started yet */
  public static void install(CamelContext context) {
    context.getManagementStrategy().addEventNotifier(new LostFailures());
  }

  @Override
  public void notify(CamelEvent event) {
    if (!(event instanceof CamelEvent.ExchangeFailedEvent failed)) {
      return;
    }
    Exchange copy = failed.getExchange();
    JobInHand job = JobInHand.of(copy);
    Throwable why = copy.getException();
    if (job != null && why != null && job.isCopy(copy) && !saidByCamel(copy)) {
      job.lost(why);
    }
  }

  /** A route without our error handling has Camel's, which logs what it can't handle. */
  private static boolean saidByCamel(Exchange copy) {
    Route route = copy.getContext().getRoute(String.valueOf(copy.getProperty(Exchange.FAILURE_ROUTE_ID)));
    return copy.getExchangeExtension().isRedeliveryExhausted() && route != null && route.getConfigurationId() == null;
  }
}
