package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.crowdsec.CrowdSecException;
import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.PlatformException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an analyst reads in a work that ends without a bundle. */
public final class Sentences extends ConfiguredBean {

  private static final Logger LOG = LoggerFactory.getLogger(Sentences.class);
  private static final int LONGEST_QUOTE = 100;

  private OverTlpLimit tlpLimit;
  private NotWanted notWanted;

  /** Also a line in the log: whoever runs the connector should look at what such a job has that others have not. */
  public Outcome killedBefore(@Variable("job") Job job) {
    LOG.error("The process died {} times while it had the job of {} in hand; the job is set aside", KilledBefore.TOO_MANY,
        job.entityId());
    return Outcome.refused(JobOutcome.SET_ASIDE, "CrowdSec: the connector ended twice while it worked on this job, so it was set aside; nothing"
        + " was written. Ask again once the reason is found");
  }

  /** Also a line in the log, for the same reason. */
  public Outcome failsAlone(@Variable("job") Job job) {
    LOG.error("The job of {} went back to the queue {} times while OpenCTI was there; it is set aside", job.entityId(),
        PlatformGate.MOST_RETURNS);
    return Outcome.refused(JobOutcome.SET_ASIDE, "CrowdSec: OpenCTI failed " + PlatformGate.MOST_RETURNS
        + " times on this job and not on others, so it was set aside; its result may be missing. The connector's log says"
        + " what OpenCTI answered");
  }

  public Outcome notFound(@Variable("job") Job job) {
    return Outcome.refused(JobOutcome.NOT_FOUND, "CrowdSec: the observable " + job.entityId()
        + " does not exist, or the connector's user may not see it");
  }

  public Outcome outOfScope(@Variable("observable") Observable observable) {
    return Outcome.refused(JobOutcome.OUT_OF_SCOPE, "CrowdSec: " + observable.entityType() + " is out of scope; CONNECTOR_SCOPE is "
        + String.join(",", getConfig().get(Settings.CONNECTOR_SCOPE)));
  }

  public Outcome notAnAddress(@Variable("observable") Observable observable) {
    return Outcome.refused(JobOutcome.NOT_AN_ADDRESS,
        "CrowdSec: '" + quote(observable.value()) + "' " + AddressFault.say(observable.value()));
  }

  public Outcome overTlpLimit(Exchange exchange) {
    return tooSecret(tlpLimit.excess(exchange).orElseThrow(), exchange);
  }

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
    return Outcome.refused(JobOutcome.FAILED, "CrowdSec: an edited route would have asked CrowdSec before the observable's"
        + " markings were read, so it was stopped" + notSent(exchange));
  }

  private static boolean asked(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    return record != null && record.asked();
  }

  /** That nothing was sent, if that is so; the end of a sentence. */
  private static String notSent(Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    if (record == null || record.asked()) {
      return "";
    }
    // What an attempt before did is not known here.
    return record.job().redelivered() ? "; nothing was sent to CrowdSec this time" : "; nothing was sent to CrowdSec";
  }

  public Outcome notWanted(@Variable("observable") Observable observable) {
    return Outcome.fine(JobOutcome.NOT_WANTED, "CrowdSec: not enriched: this automatic job's observable "
        + notWanted.reason(observable).orElseThrow());
  }

  public Outcome enrichedLately(@Variable("observable") Observable observable, Exchange exchange) {
    return Outcome.fine(JobOutcome.LATELY, "CrowdSec: " + quote(observable.value()) + " was enriched less than "
        + getConfig().get(Settings.CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS).toSeconds()
        + " s ago (CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS)" + (asked(exchange) ? "" : "; nothing was done"));
  }

  public Outcome neverPublic(@Variable("address") IpAddress address, Exchange exchange) {
    return Outcome.fine(JobOutcome.PRIVATE, "CrowdSec: " + address + " is a private or local address, which nobody outside can know"
        + notSent(exchange) + " (CROWDSEC_SKIP_PRIVATE)");
  }

  /** For a result that is with the platform or its workers. */
  public Outcome sent(@Variable("enrichment") Enrichment enrichment) {
    return Outcome.fine(kind(enrichment), enrichment.sentence());
  }

  /** The same for a platform that opens a second work for the import. */
  public Outcome pushed(@Variable("enrichment") Enrichment enrichment) {
    return Outcome.fine(kind(enrichment), enrichment.sentence() + "; the platform imports it with a work of its own");
  }

  /** For a job whose result is delivered: what its work was told if we told it, else what the result says. */
  public Outcome delivered(@Variable("enrichment") Enrichment enrichment, @Variable("result") Outcome told) {
    return told == null ? sent(enrichment) : told;
  }

  static JobOutcome kind(Enrichment enrichment) {
    return enrichment.known() ? JobOutcome.ENRICHED : JobOutcome.NOT_KNOWN;
  }

  /** For whatever went wrong on the way: our own exceptions are written for people, others are not. */
  public Outcome failure(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable caught, Exchange exchange) {
    JobRecord record = JobRecord.of(exchange);
    if (record != null && record.withheld() != null) {
      return record.withheld(); // whatever else an edited route made of it
    }
    if (caught instanceof WithheldException) {
      return Outcome.refused(JobOutcome.FAILED, caught.getMessage());
    }
    if (caught instanceof CrowdSecException || caught instanceof PlatformException) {
      return Outcome.refused(JobOutcome.FAILED, "CrowdSec enrichment failed: " + caught.getMessage());
    }
    LOG.error("A job failed unexpectedly ({}); this is a defect of the connector or of an edited route",
        caught.toString(), caught);
    return Outcome.refused(JobOutcome.FAILED, "CrowdSec enrichment failed unexpectedly (" + caught.getClass().getSimpleName()
        + "); the connector's log has the details");
  }

  private static String quote(String text) {
    String line = String.valueOf(text).replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
  }

  public OverTlpLimit getTlpLimit() {
    return tlpLimit;
  }

  public void setTlpLimit(OverTlpLimit tlpLimit) {
    this.tlpLimit = tlpLimit;
  }

  public NotWanted getNotWanted() {
    return notWanted;
  }

  public void setNotWanted(NotWanted notWanted) {
    this.notWanted = notWanted;
  }
}
