package io.github.camelcti.crowdsec.route;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that work on jobs which OpenCTI's workers brought: as many as jobs may be in hand. */
public final class JobThreads {

  private JobThreads() {}

  /**
   * @param jobs how many jobs at the same time
   * @return threads; when all are busy, whoever has one more works on it itself, and so brings no others meanwhile
   */
  public static ExecutorService create(int jobs) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(0, Math.max(1, jobs - 1), 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
      Thread thread = new Thread(task, "spooled-job-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }, new ThreadPoolExecutor.CallerRunsPolicy());
  }
}
