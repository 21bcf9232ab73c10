package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.route.intake.ConnectorStop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM and Ctrl-C: stops Camel cleanly, and ends the process with the exit code of a clean stop. By default, the JVM
 * exits with 143 after a signal, which a scheduler takes for a failure. Before any job has come in there is nothing to
 * lose, so the process just ends.
 */
final class StopSignal {

  // After Camel's own time-out: closing what is left takes a moment.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode;
  private volatile @Nullable Main main;
  private volatile @Nullable Duration patience;

  private StopSignal() {}

  /** Installs the handler. Must be called first, and {@link #ended} on every way out. */
  static StopSignal take() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop-signal"));
    return signal;
  }

  /**
   * From here on there is a log, so a stop is logged.
   *
   * @param shutdownTimeout how long jobs in progress have to end
   */
  void isSaid(Duration shutdownTimeout) {
    patience = shutdownTimeout;
  }

  /**
   * From here on there is a context to stop.
   *
   * @param prepared not yet running
   */
  void stops(Main prepared) {
    // Camel's own hook would handle the signal as well, even when it is switched off.
    prepared.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main = prepared;
  }

  /** Notes that Camel has ended; from here on a hook has nothing left to do. */
  void ended(int code) {
    exitCode = code;
    ended.countDown();
  }

  private void stop() {
    if (ended.getCount() == 0) {
      return; // the process ends by itself, with its own code
    }
    Main running = main;
    Duration longest = patience;
    if (longest != null) {
      if (ConnectorStop.begin(running == null ? null : running.getCamelContext(), longest) && running != null) {
        stopInOrder(running, longest);
      }
      ConnectorStop.end(longest);
    }
    // The only way to choose the exit code once the JVM is going down.
    Runtime.getRuntime().halt(exitCode);
  }

  private void stopInOrder(Main running, Duration longest) {
    running.completed();
    try {
      if (!ended.await(longest.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("The connector did not stop in time; the broker will give its jobs to the next process");
        exitCode = ConnectorStop.CRASH;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
