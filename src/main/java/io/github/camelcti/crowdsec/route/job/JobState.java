package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.opencti.Job;
import org.apache.camel.Exchange;

/** The exchange variables of a job in progress, by name and type. */
public final class JobState {

  /** How the job ends, an {@link Outcome}. */
  public static final String OUTCOME = "outcome";

  public static final String KEY = "jobKey";

  /** Whether CrowdSec or the cache gave the answer; missing if neither was. */
  public static final String ANSWER_FROM = "answerFrom";

  private JobState() {}

  public static Job job(Exchange exchange) {
    return exchange.getVariable("job", Job.class);
  }

  static Observable observable(Exchange exchange) {
    return exchange.getVariable("observable", Observable.class);
  }

  public static IpAddress address(Exchange exchange) {
    return exchange.getVariable("address", IpAddress.class);
  }
}
