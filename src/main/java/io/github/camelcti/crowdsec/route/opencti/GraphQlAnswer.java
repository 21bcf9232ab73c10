package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics.Result;
import io.github.camelcti.crowdsec.opencti.graphql.Document;
import io.github.camelcti.crowdsec.opencti.graphql.FieldError;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlException;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.route.job.JobRecord;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the body from the answer's text into a {@link GraphQlReply}; throws if a field that matters failed. */
public final class GraphQlAnswer implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(GraphQlAnswer.class);

  private final GraphQlDocuments documents;

  private final PlatformGate gate;
  private final ConnectorMetrics metrics;

  public GraphQlAnswer(GraphQlDocuments documents, PlatformGate gate, ConnectorMetrics metrics) {
    this.documents = documents;
    this.gate = gate;
    this.metrics = metrics;
  }

  @Override
  @SuppressWarnings("unchecked")
  public void process(Exchange exchange) {
    Operation operation = exchange.getVariable(GraphQlRequest.OPERATION, Operation.class);
    GraphQlReply reply;
    Result result = Result.REFUSED;
    try {
      reply = GraphQlReply.read(operation, exchange.getMessage().getBody(String.class));
      result = Result.OK;
    } catch (PlatformUnavailableException e) {
      result = Result.AWAY;
      gate.failed(exchange);
      throw e;
    } catch (GraphQlException e) {
      List<Document> sent = exchange.getVariable(GraphQlRequest.DOCUMENTS, List.class);
      if (e.unknownToTheSchema() && documents.refuse(sent)) {
        // Thrown as a temporary failure, so that the redelivery repeats the call, with the other variant.
        throw new PlatformUnavailableException(e.getMessage() + "; using the document's older variant from now on");
      }
      throw e;
    } finally {
      metrics.platformCalled(operation.documents().get(0), result);
    }
    reply.warnings().stream().map(FieldError::sentence).forEach(LOG::warn);
    exchange.getMessage().setBody(reply);
    JobRecord job = JobRecord.of(exchange);
    if (job != null) {
      job.read(operation, reply);
    }
    gate.answered(exchange);
  }
}
