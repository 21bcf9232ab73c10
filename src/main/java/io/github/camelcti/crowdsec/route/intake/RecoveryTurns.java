package io.github.camelcti.crowdsec.route.intake;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Takes care that the consumers of one process try again as one: while the broker is away one of them knocks, after
 * ever longer pauses with some chance in them, and the others wait for what comes of it. When it is back they all go on.
 */
final class RecoveryTurns {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final double CHANCE = 0.2;
  private static final long SLICE_MILLIS = 200;

  // Of a consumer's thread: the failure that it reports next is as old as its wait.
  private final ThreadLocal<Boolean> waited = ThreadLocal.withInitial(() -> false);

  // All guarded by this
  private int failures;
  private long round;
  private boolean pausing;
  private boolean hurried;
  private long tryingUntil = System.nanoTime();

  /**
   * For a consumer container, which asks how long to wait when a try has failed: the wait is spent in here.
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

  /** Whether this thread has waited since it was last asked. */
  boolean takeWaited() {
    boolean result = waited.get();
    waited.remove();
    return result;
  }

  /** Returns when it is this consumer's turn to try again, or nobody wants it to. */
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
    // A try that hangs does not keep the others waiting for ever.
    tryingUntil = done ? System.nanoTime() : System.nanoTime() + LONGEST.toNanos();
    notifyAll();
  }

  /** A consumer has its queue: all may. */
  synchronized void succeeded() {
    round++;
    failures = 0;
    tryingUntil = System.nanoTime();
    notifyAll();
  }

  /** Ends the pause: something has changed. */
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
