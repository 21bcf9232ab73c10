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

/** How a job ends, and what an analyst reads in its work then; refusals are in {@link Refuse}. */
public final class Sentences {

  private static final Logger LOG = LoggerFactory.getLogger(Sentences.class);

  /** An analyst who asked has to know that nothing came of it; where nobody did, there is nothing to look into. */
  static Outcome tooSecret(Excess excess, Exchange exchange) {
    return new Outcome(excess.byTlp() ? JobOutcome.OVER_TLP : JobOutcome.OVER_PAP, excess.reason() + notSent(exchange),
        !job(exchange).automatic());
  }

  private static Job job(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    return record == null ? JobState.job(exchange) : record.job();
  }

  /** For a look-up before the markings are known: only an edited route can do that. */
  static Outcome unread(Exchange exchange) {
    return Outcome.refused(JobOutcome.FAILED, "CrowdSec: an edited route tried to query CrowdSec before the observable's"
        + " markings were read, so the look-up was blocked" + notSent(exchange));
  }

  static boolean asked(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    return record != null && record.asked();
  }

  /** That nothing was sent, if that is so; the end of a sentence. */
  static String notSent(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    if (record == null || record.asked()) {
      return "";
    }
    // What an attempt before did is not known here.
    return record.job().redelivered() ? "; nothing was sent to CrowdSec this time" : "; nothing was sent to CrowdSec";
  }

  /** For a result that is with the platform or its workers. */
  public Outcome sent(@Variable("enrichment") Enrichment enrichment) {
    return Outcome.fine(kind(enrichment), enrichment.sentence());
  }

  /** The same for a platform that opens a second work for the import. */
  public Outcome pushed(@Variable("enrichment") Enrichment enrichment) {
    return Outcome.fine(kind(enrichment), enrichment.sentence() + "; OpenCTI imports it under a separate work");
  }

  /** For a job whose result is delivered: what its work was told if we told it, else what the result says. */
  public Outcome delivered(@Variable("enrichment") Enrichment enrichment, @Variable("result") Outcome told) {
    return told == null ? sent(enrichment) : told;
  }

  public static JobOutcome kind(Enrichment enrichment) {
    return enrichment.known() ? JobOutcome.ENRICHED : JobOutcome.NOT_KNOWN;
  }

  /** For whatever went wrong on the way: our own exceptions are written for people, others are not. */
  public Outcome failure(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable caught, Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    if (record != null && record.withheld() != null) {
      return record.withheld(); // whatever else an edited route made of it
    }
    if (caught instanceof Refusal refusal) {
      return refusal.outcome();
    }
    if (caught instanceof WithheldException) {
      return Outcome.refused(JobOutcome.FAILED, caught.getMessage());
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
