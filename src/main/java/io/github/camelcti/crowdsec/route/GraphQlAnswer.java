package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.opencti.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the body from the answer's text into a {@link GraphQlReply}; throws if a field that matters failed. */
public final class GraphQlAnswer implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(GraphQlAnswer.class);

  @Override
  public void process(Exchange exchange) {
    Operation operation = exchange.getVariable(GraphQlRequest.OPERATION, Operation.class);
    GraphQlReply reply = GraphQlReply.read(operation, exchange.getMessage().getBody(String.class));
    reply.warnings().forEach(LOG::warn);
    exchange.getMessage().setBody(reply);
  }
}
