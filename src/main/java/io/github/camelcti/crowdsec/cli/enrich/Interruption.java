package io.github.camelcti.crowdsec.cli.enrich;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or another signal to stop, while a command works: what it has so far is paid for, so it is shown before the
 * process ends. Java then ends the process with 128 plus the number of the signal: 130 for Ctrl-C.
 */
public final class Interruption implements AutoCloseable {

  /** For a call in progress, which is paid for as well. After that, somebody who wants to stop must not wait. */
  private static final int PATIENCE_SECONDS = 2;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  /**
   * From now until {@link #close}.
   *
   * @param stop tells the command to come to its end
   * @param tell shows what there is, if the command does not end in time
   */
  public Interruption(Runnable stop, Runnable tell) {
    hook = new Thread(() -> {
      stop.run();
      try {
        if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          tell.run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, "interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The command has shown everything. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process is ending
    }
  }
}
