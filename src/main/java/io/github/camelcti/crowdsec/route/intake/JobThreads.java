package io.github.camelcti.crowdsec.route.intake;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads for jobs that OpenCTI's workers delivered: with the thread that reads them from disk, as many as jobs may
 * run at once. When all are busy, that thread works on the next job itself, and so reads no others meanwhile.
 */
public final class JobThreads extends AbstractExecutorService {

  private final int most;
  private final AtomicInteger busy = new AtomicInteger();
  private final ExecutorService threads;
  private volatile int allowed;

  /** @param most how many jobs at the same time, 1 or more */
  public JobThreads(int most) {
    this.most = most;
    this.allowed = most;
    AtomicInteger number = new AtomicInteger();
    this.threads = Executors.newCachedThreadPool(task -> {
      Thread thread = new Thread(task, "spooled-job-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    });
  }

  /** Changes the number of concurrent jobs, up to the initial one; running jobs continue. */
  void allow(int jobs) {
    allowed = Math.min(jobs, most);
  }

  int most() {
    return most;
  }

  @Override
  public void execute(Runnable job) {
    if (isShutdown()) {
      throw new RejectedExecutionException("no more jobs are accepted");
    }
    if (busy.incrementAndGet() < allowed) {
      threads.execute(() -> {
        try {
          job.run();
        } finally {
          busy.decrementAndGet();
        }
      });
    } else {
      busy.decrementAndGet();
      job.run();
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
