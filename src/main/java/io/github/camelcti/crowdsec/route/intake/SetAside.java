package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.job.Outcome;
import io.github.camelcti.crowdsec.route.job.Refusal;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a job that fails every time, so that it does not come back for ever. With a line in the log, since an operator
 * should look at what is special about it.
 */
public final class SetAside {

  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

  /** The process died with it. */
  public void crashedTwice(@Variable("job") Job job) {
    LOG.error("The process died {} times while working on the job of {}; the job is set aside", CrashGuard.MOST_CRASHES,
        job.entityId());
    throw refusal("the connector died twice while working on this job, so the job was set aside;"
        + " nothing was written. Enrich again once the cause is found");
  }

  /** It went back to the queue too often while OpenCTI was up. */
  public void failsAlone(@Variable("job") Job job) {
    LOG.error("The job of {} went back to the queue {} times while OpenCTI was up; it is set aside", job.entityId(),
        PlatformGate.MOST_RETURNS);
    throw refusal("OpenCTI failed " + PlatformGate.MOST_RETURNS + " times on this job but not on others, so the job was"
        + " set aside; its result may be missing. See the connector's log for OpenCTI's answer");
  }

  private static Refusal refusal(String why) {
    return new Refusal(Outcome.refused(JobOutcome.SET_ASIDE, "CrowdSec: " + why));
  }
}
