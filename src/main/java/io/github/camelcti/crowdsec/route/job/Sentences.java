package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.crowdsec.CrowdSecException;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a job ends, and what an analyst then reads in its work; refusals are in {@link Refuse}. */
public final class Sentences {

  private static final Logger LOG = LoggerFactory.getLogger(Sentences.class);

  /** An error for an analyst who asked; for an automatic job, there is nothing to look into. */
  static Outcome tooSecret(Excess excess, Exchange exchange) {
    return new Outcome(excess.byTlp() ? JobOutcome.OVER_TLP : JobOutcome.OVER_PAP, excess.reason() + notSent(exchange),
        !job(exchange).automatic());
  }

  private static Job job(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    return record == null ? JobState.job(exchange) : record.job();
  }

  /** For a look-up before the markings are known, which only an edited route can attempt. */
  static Outcome unread(Exchange exchange) {
    return Outcome.refused(JobOutcome.FAILED, "CrowdSec: an edited route tried to query CrowdSec before the"
        + " observable's markings were read, so the look-up was blocked" + notSent(exchange));
  }

  static boolean asked(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    return record != null && record.asked();
  }

  /** Says that nothing was sent, if so; the end of a sentence. */
  static String notSent(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    if (record == null || record.asked()) {
      return "";
    }
    // What an earlier attempt did is not known here.
    return record.job().redelivered() ? "; nothing was sent to CrowdSec this time" : "; nothing was sent to CrowdSec";
  }

  /** For a result that OpenCTI or its workers have. */
  public Outcome sent(@Variable("enrichment") Enrichment enrichment) {
    return Outcome.fine(kind(enrichment), enrichment.sentence());
  }

  /** For a job whose result is delivered: the sentence that its work got, or else that of the result. */
  public Outcome delivered(@Variable("enrichment") Enrichment enrichment, @Variable("result") Outcome told) {
    return told == null ? sent(enrichment) : told;
  }

  public static JobOutcome kind(Enrichment enrichment) {
    return enrichment.known() ? JobOutcome.ENRICHED : JobOutcome.NOT_KNOWN;
  }

  /** For any failure: our own exceptions have messages for people, others don't. */
  public Outcome failure(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable caught, Exchange exchange) {
    // The end of the work is a call of its own: without this, Camel would take its failure for this one, and not try again.
    exchange.getExchangeExtension().setFailureHandled(false);
    JobRecord record = JobRecord.of(exchange);
    if (record != null && record.withheld() != null) {
      return record.withheld(); // whatever an edited route did after that
    }
    if (caught instanceof Refusal refusal) {
      return refusal.outcome();
    }
    if (caught instanceof WithheldException) {
      return Outcome.refused(JobOutcome.FAILED, String.valueOf(caught.getMessage()));
    }
    if (caught instanceof CrowdSecException || caught instanceof PlatformException) {
      return Outcome.refused(JobOutcome.FAILED, "CrowdSec enrichment failed: " + caught.getMessage());
    }
    LOG.error("A job failed unexpectedly ({}); this is a bug in the connector or in an edited route",
        caught.toString(), caught);
    return Outcome.refused(JobOutcome.FAILED, "CrowdSec enrichment failed unexpectedly (" + caught.getClass().getSimpleName()
        + "); see the connector's log for details");
  }
}
