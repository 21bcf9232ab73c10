package io.github.camelcti.crowdsec.route.delivery;

import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.job.JobState;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether the job's work is told what happens before its end. Not where the platform may have closed it, since that would
 * open it again (OpenCTI observations, 13.2).
 */
public final class WorkIsTold implements Predicate {

  private final Registration registration;
  private final boolean again;

  /** @param again whether it is said again for a job that was begun before */
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
