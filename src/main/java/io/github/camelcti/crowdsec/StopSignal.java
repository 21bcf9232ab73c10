package io.github.camelcti.crowdsec;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.DefaultMainShutdownStrategy;
import org.apache.camel.main.Main;

/**
 * SIGTERM and Ctrl-C: Camel stops in order, and the process ends with the exit code of an orderly end. Left alone, the
 * JVM ends with 143 after a signal, which a scheduler takes for a failure.
 */
final class StopSignal {

  // After Camel's own time-out: closing what is left takes a moment.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode;

  private StopSignal() {}

  /**
   * Takes the signal over from Camel.
   *
   * @param main not yet running
   * @param shutdownTimeout how long Camel waits for the jobs in hand
   */
  static StopSignal handle(Main main, Duration shutdownTimeout) {
    if (main.getShutdownStrategy() instanceof DefaultMainShutdownStrategy camels) {
      camels.disableHangupSupport();
    }
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> signal.stop(main, shutdownTimeout), "stop-signal"));
    return signal;
  }

  /** Notes that Camel has ended; from here on a hook has nothing left to do. */
  void ended(int code) {
    exitCode = code;
    ended.countDown();
  }

  private void stop(Main main, Duration shutdownTimeout) {
    if (ended.getCount() == 0) {
      return; // the process ends by itself, with its own code
    }
    main.completed();
    try {
      if (!ended.await(shutdownTimeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("The connector did not stop in time; the broker gives its jobs to the next process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The only way to choose the exit code once the JVM is going down.
    Runtime.getRuntime().halt(exitCode);
  }
}
