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
  private volatile Entry entry = Entry.OPEN;

  /** What becomes of the thread that reads jobs from disk. */
  private enum Entry {
    /** It goes on as soon as there are fewer jobs than allowed. */
    OPEN,
    /** It waits. */
    HELD,
    /** It is sent away, because its route is about to be stopped, and the stop would wait for it. */
    CLOSED
  }

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
    entry = Entry.OPEN;
  }

  /** Lets no further job be read until {@link #allow}, not even of those that the consumer has listed already. */
  void hold() {
    entry = Entry.HELD;
  }

  /** Refuses all jobs until {@link #allow}; they stay on disk and are listed again. */
  void turnAway() {
    entry = Entry.CLOSED;
  }

  int most() {
    return most;
  }

  @Override
  public void execute(Runnable job) {
    if (isShutdown() || entry == Entry.CLOSED) {
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
      jobs.awaitFewerThan(this::room); // so that none is read before it may be taken
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int room() {
    return switch (entry) {
      case OPEN -> allowed;
      case HELD -> 0;
      case CLOSED -> Integer.MAX_VALUE;
    };
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
