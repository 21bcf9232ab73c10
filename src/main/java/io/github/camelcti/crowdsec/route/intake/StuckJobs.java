package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.StuckLimit;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs that stand at one step for longer than {@code CONNECTOR_STUCK_AFTER}: an edited route that waits for ever, a server
 * that never answers. Each is logged once.
 */
public final class StuckJobs {

  private static final Logger LOG = LoggerFactory.getLogger(StuckJobs.class);

  private final JobsInHand jobs;
  private final Duration limit;
  private final int hands;

  /** @param limit how long a job may stand at one step */
  public StuckJobs(JobsInHand jobs, Config config, StuckLimit limit) {
    this.jobs = jobs;
    this.hands = config.get(Settings.CONNECTOR_CONCURRENCY);
    this.limit = limit.counts();
  }

  /** Logs those that are new. */
  void look() {
    for (JobsInHand.Stuck stuck : jobs.stuck(limit)) {
      if (stuck.isNews()) {
        LOG.warn("{}. It keeps one of the {} places of CONNECTOR_CONCURRENCY until it moves. Mend that route: the edit"
            + " takes the job out of it and back to the queue; a restart does so, too", stuck, hands);
      }
    }
  }

  /** Gets them out of the step at which they stand, where that is possible: they go back to the queue. */
  void free(Executor executor) {
    jobs.free(limit, executor);
  }

  /** How many there are. */
  public int count() {
    return jobs.stuck(limit).size();
  }

  /** Whether no job can be taken because of them. */
  public boolean keepAll() {
    return count() >= hands;
  }

  /** Where they stand, for people; null if there are none. */
  public @Nullable String words() {
    List<JobsInHand.Stuck> stuck = jobs.stuck(limit);
    return stuck.isEmpty() ? null
        : stuck.stream().map(JobsInHand.Stuck::toString).collect(Collectors.joining("; "));
  }
}
