package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.enrich.IpAddress;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.opencti.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.ObservableReader;
import io.github.camelcti.crowdsec.opencti.Playbook;
import io.github.camelcti.crowdsec.opencti.PlaybookObservable;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * From the answer to the read: variable {@code observable}, and variable {@code address} with the canonical address
 * when its value is one, however the platform has it written.
 */
public final class TakeObservable implements Processor {

  @Override
  public void process(Exchange exchange) throws Exception {
    GraphQlReply reply = exchange.getMessage().getMandatoryBody(GraphQlReply.class);
    Observable read = ObservableReader.read(reply.data().get("stixCyberObservable"));
    Playbook playbook = JobState.job(exchange).playbook();
    Observable observable = read == null || playbook == null ? read : PlaybookObservable.of(read, playbook);
    exchange.setVariable("observable", observable);
    if (observable != null && observable.value() != null) {
      IpAddress.parse(observable.value()).ifPresent(address -> exchange.setVariable("address", address));
    }
  }
}
