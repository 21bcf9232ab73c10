package io.github.camelcti.crowdsec.kamelet;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import io.github.camelcti.crowdsec.lookup.CrowdSecClient;
import io.github.camelcti.crowdsec.lookup.EnricherFactory;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Pause;
import io.github.camelcti.crowdsec.route.job.JobRecord;
import io.github.camelcti.crowdsec.route.job.LastCheck;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * The work of {@code crowdsec-cti-action}. In: an address as body. Out: a STIX 2.1 bundle as body, and what CrowdSec says in
 * short as variables {@value #KNOWN}, {@value #REPUTATION} and {@value #SENTENCE}. With the variable {@code observable}, the
 * bundle is about that observable of OpenCTI, and CrowdSec is only asked if its markings allow it; without, about one that is
 * new.
 */
public final class CtiLookUp extends KameletBean implements Processor {

  static final String KNOWN = "crowdsecKnown";
  static final String REPUTATION = "crowdsecReputation";
  static final String SENTENCE = "crowdsecSentence";

  @SuppressWarnings("NullAway.Init") // the start sets it
  private CrowdSecClient crowdSec;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private DisclosureLimits limits;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private Enricher enricher;
  @SuppressWarnings("NullAway.Init") // the start sets it
  private Mapping mapping;

  @Override
  protected void doStart() {
    Config config = config();
    crowdSec = new CrowdSecClient(config, Clock.systemUTC(), System::nanoTime, Pause.real());
    limits = limits(config);
    enricher = EnricherFactory.create(config);
    mapping = new Mapping(config, Clock.systemUTC());
  }

  @Override
  protected void doStop() {
    crowdSec.close();
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    String text = exchange.getMessage().getBody(String.class);
    IpAddress address = IpAddress.parse(text == null ? null : text.strip()).orElseThrow(() ->
        new IllegalArgumentException("The body must be an IP address; '" + text + "' " + AddressFault.say(text)));
    Observable observable = exchange.getVariable("observable", Observable.class);
    check(observable, exchange.getVariable("job") != null);
    if (JobRecord.of(exchange) != null) {
      LastCheck.pass(exchange); // in a route of the connector's own, its limits hold as well
    }
    CtiAnswer answer = crowdSec.ask(address);
    Enrichment enrichment = observable == null
        ? Objects.requireNonNull(mapping.map(address, answer).enrichment(), "an answer has an enrichment")
        : enricher.enrich(observable, address, answer);
    exchange.setVariable(KNOWN, enrichment.known());
    exchange.setVariable(REPUTATION, answer.reputation());
    exchange.setVariable(SENTENCE, enrichment.sentence());
    exchange.getMessage().setBody(enrichment.bundle().toJson());
  }

  /** The last check before CrowdSec is asked: in a job of OpenCTI, markings have to be there and to allow it. */
  private void check(@Nullable Observable observable, boolean ofJob) {
    if (observable == null && ofJob) {
      throw new IllegalStateException("the variable observable is gone, so it is not known whether CrowdSec may be asked");
    }
    Optional<Excess> excess = observable == null ? Optional.empty() : limits.excess(observable.markings());
    if (excess.isPresent()) {
      throw new IllegalStateException("CrowdSec was not asked: " + excess.get().reason());
    }
  }
}
