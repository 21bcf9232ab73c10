package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.base.DaemonThreads;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The threads for jobs that OpenCTI's workers delivered. The thread that reads them from disk waits here until another job
 * may be taken; what counts is the job, not its thread, which is free while the job waits for something.
 */
public final class JobThreads extends AbstractExecutorService {

  private final int most;
  private final JobsInHand jobs;
  private final ExecutorService threads;
  private volatile int allowed;
  private volatile boolean held;

  /**
   * @param most how many jobs at the same time, 1 or more
   * @param jobs the jobs in progress, the one that comes here included
   */
  public JobThreads(int most, JobsInHand jobs) {
    this.most = most;
    this.jobs = jobs;
    this.allowed = most;
    this.threads = Executors.newCachedThreadPool(new DaemonThreads("spooled-job"));
  }

  /** Changes the number of concurrent jobs, up to the initial one; running jobs continue. */
  void allow(int jobs) {
    allowed = Math.min(jobs, most);
    held = false;
  }

  /** Lets no further job be read until {@link #allow}, not even of those that the consumer has listed already. */
  void hold() {
    held = true;
  }

  int most() {
    return most;
  }

  @Override
  public void execute(Runnable job) {
    if (isShutdown()) {
      throw new RejectedExecutionException("no more jobs are accepted");
    }
    try {
      jobs.awaitFewerThan(() -> allowed + 1); // one that hangs since an earlier consumer counts, too
      threads.execute(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException("the consumer stops", e);
    }
    try {
      jobs.awaitFewerThan(() -> held ? 0 : allowed); // so that none is read before it may be taken
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void shutdown() {
    threads.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return threads.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
