package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transforms CrowdSec's answer (body) into the variable {@code enrichment}: a STIX 2.1 bundle and its result text. */
public final class ToBundle implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(ToBundle.class);

  private final Enricher enricher;

  public ToBundle(Enricher enricher) {
    this.enricher = enricher;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    CtiAnswer answer = exchange.getMessage().getMandatoryBody(CtiAnswer.class);
    answer.remarks().forEach(remark -> LOG.debug("{}: {}", JobState.address(exchange), remark));
    exchange.setVariable("enrichment",
        enricher.enrich(JobState.observable(exchange), JobState.address(exchange), answer));
  }
}
