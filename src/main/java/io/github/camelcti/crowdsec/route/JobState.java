package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.opencti.Job;
import org.apache.camel.Exchange;

/** The exchange variables of a job in hand, by name and type. */
final class JobState {

  private JobState() {}

  static Job job(Exchange exchange) {
    return exchange.getVariable("job", Job.class);
  }

  static Observable observable(Exchange exchange) {
    return exchange.getVariable("observable", Observable.class);
  }

  static IpAddress address(Exchange exchange) {
    return exchange.getVariable("address", IpAddress.class);
  }
}
