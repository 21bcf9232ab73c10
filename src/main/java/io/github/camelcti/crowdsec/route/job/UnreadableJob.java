package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.UnreadableJobException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops a message that is not a job, with a line in the log. If it still names a work or a playbook, creates a stand-in
 * job, so that they get their answer.
 */
public final class UnreadableJob implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadableJob.class);

  @Override
  public void process(Exchange exchange) {
    UnreadableJobException caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, UnreadableJobException.class);
    LOG.error("Dropped a message that is not an enrichment job: {}", caught.getMessage());
    Job remains = caught.remains();
    exchange.setVariable("job", new Job("an unreadable job", remains == null ? null : remains.workId(), null, null, null,
        remains == null ? null : remains.playbook(), false));
    exchange.getMessage().setBody(Outcome.refused(JobOutcome.UNREADABLE,
        "CrowdSec: the job can't be read: " + caught.getMessage()));
  }
}
