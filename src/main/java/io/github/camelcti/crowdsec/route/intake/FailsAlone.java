package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.job.Outcome;
import io.github.camelcti.crowdsec.route.job.Refusal;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the job has gone back to the queue too often while OpenCTI was up. */
public final class FailsAlone implements Predicate {

  private static final Logger LOG = LoggerFactory.getLogger(FailsAlone.class);

  private final PlatformGate gate;
  private final boolean forGood;

  /** @param forGood whether it is about jobs whose work could not be ended either */
  public FailsAlone(PlatformGate gate, boolean forGood) {
    this.gate = gate;
    this.forGood = forGood;
  }

  @Override
  public boolean matches(Exchange exchange) {
    return forGood ? gate.failsForGood(exchange) : gate.failsAlone(exchange);
  }

  /** Sets such a job aside, with a line in the log, since an operator should look at what is special about the job. */
  public void refuse(@Variable("job") Job job) {
    LOG.error("The job of {} went back to the queue {} times while OpenCTI was up; it is set aside", job.entityId(),
        PlatformGate.MOST_RETURNS);
    throw new Refusal(Outcome.refused(JobOutcome.SET_ASIDE, "CrowdSec: OpenCTI failed " + PlatformGate.MOST_RETURNS
        + " times on this job but not on others, so the job was set aside; its result may be missing. See the"
        + " connector's log for OpenCTI's answer"));
  }
}
