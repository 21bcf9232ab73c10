package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * From the answer to the read: variable {@code observable}, and variable {@code address} with the canonical address
 * when its value is one, in whatever notation.
 */
public final class TakeObservable implements Processor {

  @Override
  public void process(Exchange exchange) throws Exception {
    GraphQlReply reply = exchange.getMessage().getMandatoryBody(GraphQlReply.class);
    Observable observable = JobRecord.observable(JobState.job(exchange), reply);
    exchange.setVariable("observable", observable);
    if (observable != null && observable.value() != null) {
      IpAddress.parse(observable.value()).ifPresent(address -> exchange.setVariable("address", address));
    }
  }
}
