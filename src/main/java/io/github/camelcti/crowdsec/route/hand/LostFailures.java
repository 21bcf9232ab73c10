package io.github.camelcti.crowdsec.route.hand;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees what fails where nobody would hear of it: a copy of a job's message behind a {@code wireTap}, or in a {@code multicast}
 * that goes on, and messages that belong to no job. What the job itself fails with is said at its end. Camel's own error with
 * its stack trace is switched off for that, in {@code connector-log.properties}.
 */
public final class LostFailures extends SimpleEventNotifierSupport {

  private static final Logger LOG = LoggerFactory.getLogger(LostFailures.class);

  private LostFailures() {
    setIgnoreExchangeEvents(false);
    setIgnoreExchangeFailedEvents(false);
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
    if (why == null || copy.getContext().isStopping()) {
      return;
    }
    if (job != null && job.isCopy(copy)) {
      job.lost(why);
    } else if (job == null && isSaidByNobody(copy)) {
      LOG.warn("A message failed in the route {}: {}", copy.getProperty(Exchange.FAILURE_ROUTE_ID), JobInHand.words(copy, why));
      LOG.debug("Where it failed", why);
    }
  }

  /**
   * Camel's error handler, or the consumer of a queue in memory, had to do with it and would have logged it: both are told not to,
   * in {@code connector-log.properties}.
   */
  private static boolean isSaidByNobody(Exchange message) {
    Route route = message.getContext().getRoute(String.valueOf(message.getProperty(Exchange.FAILURE_ROUTE_ID)));
    return JobInHand.isQueued(message) || message.getExchangeExtension().isRedeliveryExhausted() && route != null && !isOfOurs(route);
  }

  /** Whether its file comes with the connector: our routes say themselves what is worth saying. */
  private static boolean isOfOurs(Route route) {
    Resource file = route.getSourceResource();
    return file != null && LostFailures.class.getResource("/shipped/" + file.getLocation().replaceFirst(".*[/:]", "")) != null;
  }
}
