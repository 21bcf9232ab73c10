package io.github.camelcti.crowdsec.route;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that work on jobs which OpenCTI's workers brought: with the one that brings them, as many as jobs may be in hand. */
public final class JobThreads {

  private JobThreads() {}

  /**
   * @param jobs how many jobs at the same time, 1 or more
   * @return threads; when all are busy, whoever has one more works on it itself, and so brings no others meanwhile
   */
  public static ExecutorService create(int jobs) {
    if (jobs == 1) {
      return new Bringer();
    }
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(0, jobs - 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
      Thread thread = new Thread(task, "spooled-job-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }, new ThreadPoolExecutor.CallerRunsPolicy());
  }

  /** No thread at all, since a pool has at least one: whoever brings a job works on it. */
  private static final class Bringer extends AbstractExecutorService {

    private volatile boolean ended;

    @Override
    public void execute(Runnable job) {
      if (ended) {
        throw new RejectedExecutionException("no more jobs are taken");
      }
      job.run();
    }

    @Override
    public void shutdown() {
      ended = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      ended = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return ended;
    }

    @Override
    public boolean isTerminated() {
      return ended;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return ended;
    }
  }
}
