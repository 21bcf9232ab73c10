package io.github.camelcti.crowdsec.route.intake;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Makes the consumers of one process reconnect together: while the broker is unreachable one of them tries, after
 * growing and partly random pauses, and the others wait for the result. When the broker is back they all continue.
 */
final class SharedReconnect {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final double CHANCE = 0.2;
  private static final long SLICE_MILLIS = 200;

  // Per consumer thread: the failure that it reports next dates from before its wait.
  private final ThreadLocal<Boolean> waited = ThreadLocal.withInitial(() -> false);

  // All guarded by this
  private int failures;
  private long round;
  private boolean pausing;
  private boolean hurried;
  private long tryingUntil = System.nanoTime();

  /**
   * For a consumer container, which asks how long to wait after a failed try: the wait happens in here.
   *
   * @param active whether the container still wants to consume
   */
  BackOff pauses(BooleanSupplier active) {
    return () -> (BackOffExecution) () -> {
      await(active);
      waited.set(true);
      return 0;
    };
  }

  /** Whether this thread has waited since the last call. */
  boolean takeWaited() {
    boolean result = waited.get();
    waited.remove();
    return result;
  }

  /** Returns when it is this consumer's turn to try again, or it has been stopped. */
  synchronized void await(BooleanSupplier active) {
    long failed = round;
    tryingUntil = System.nanoTime();
    notifyAll();
    while (pausing || tryingUntil - System.nanoTime() > 0) {
      if (done(failed, active)) {
        return;
      }
    }
    pausing = true;
    long until = System.nanoTime() + pause(failures++, ThreadLocalRandom.current().nextDouble(-1, 1)).toNanos();
    boolean done = false;
    while (!done && !hurried && until - System.nanoTime() > 0) {
      done = done(failed, active);
    }
    pausing = false;
    hurried = false;
    // A try that hangs must not block the others for ever.
    tryingUntil = done ? System.nanoTime() : System.nanoTime() + LONGEST.toNanos();
    notifyAll();
  }

  /** A consumer has its queue: all may try. */
  synchronized void succeeded() {
    round++;
    failures = 0;
    tryingUntil = System.nanoTime();
    notifyAll();
  }

  /** Ends the pause because something has changed. */
  synchronized void hurry() {
    hurried = pausing;
    notifyAll();
  }

  /**
   * How long to wait.
   *
   * @param failures tries that failed before
   * @param chance between -1 and 1
   */
  static Duration pause(int failures, double chance) {
    Duration exact = FIRST.multipliedBy(1L << Math.min(failures, 10));
    Duration bounded = exact.compareTo(LONGEST) > 0 ? LONGEST : exact;
    return Duration.ofMillis(Math.round(bounded.toMillis() * (1 + CHANCE * chance)));
  }

  @SuppressWarnings("WaitNotInLoop") // its caller loops
  private boolean done(long failed, BooleanSupplier active) {
    if (round != failed || !active.getAsBoolean()) {
      return true;
    }
    try {
      wait(SLICE_MILLIS);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
