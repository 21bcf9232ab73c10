package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.route.hand.JobInHand;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Of the two calls that open a job, only the read counts, including its failure. If the work could not be updated, that
 * is just a warning.
 */
public final class ReadReplyCounts implements AggregationStrategy {

  private static final Logger LOG = LoggerFactory.getLogger(ReadReplyCounts.class);

  @Override
  public Exchange aggregate(Exchange kept, Exchange next) {
    if (isRead(next)) {
      return next;
    }
    if (next.getException() != null) {
      // An outage is logged once, by its gate.
      LOG.atLevel(next.getException() instanceof PlatformUnavailableException ? Level.DEBUG : Level.WARN)
          .log("Could not report to the work that its job is in progress: {}", next.getException().getMessage());
      JobInHand job = JobInHand.of(next);
      if (job != null) {
        job.dealtWith(next.getException());
      }
      next.setException(null);
    }
    return kept == null ? next : kept;
  }

  private static boolean isRead(Exchange exchange) {
    Operation operation = exchange.getVariable(GraphQlRequest.OPERATION, Operation.class);
    return operation != null && operation.documents().contains("read-observable");
  }
}
