package io.github.camelcti.crowdsec.lookup;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Spaces calls evenly, so that no second has more than allowed. Thread-safe. */
final class Pace {

  private final Duration between;
  private final LongSupplier nanoTime;
  private final Pause pause;
  private long next;

  /**
   * @param perSecond maximum calls per second, null for no limit
   * @param nanoTime tells when a turn has come, see {@link System#nanoTime}
   * @param pause how to wait
   */
  Pace(@Nullable Integer perSecond, LongSupplier nanoTime, Pause pause) {
    this.between = perSecond == null ? Duration.ZERO : Duration.ofSeconds(1).dividedBy(perSecond);
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.next = nanoTime.getAsLong();
  }

  /** Waits for the turn of the next call. */
  void await() throws InterruptedException {
    Duration wait = turn();
    if (!wait.isZero()) {
      pause.hold(wait);
    }
  }

  private synchronized Duration turn() {
    long now = nanoTime.getAsLong();
    long turn = next - now > 0 ? next : now;
    next = turn + between.toNanos();
    return Duration.ofNanos(turn - now);
  }
}
