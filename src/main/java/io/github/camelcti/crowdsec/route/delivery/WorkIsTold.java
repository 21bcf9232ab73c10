package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the job's work gets updates before its end. Not where the platform may have closed it, since an update would
 * reopen it (OpenCTI observations, 13.2).
 */
public final class WorkIsTold implements Predicate {

  private final Registration registration;
  private final boolean again;

  /** @param again whether it is repeated for a job that was started before */
  public WorkIsTold(Registration registration, boolean again) {
    this.registration = registration;
    this.again = again;
  }

  @Override
  public boolean matches(Exchange exchange) {
    Job job = JobState.job(exchange);
    return job.hasWork() && !registration.version().dropsResultsOfClosedWorks() && (again || !job.redelivered());
  }
}
