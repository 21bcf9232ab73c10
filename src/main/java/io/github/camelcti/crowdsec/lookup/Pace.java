package io.github.camelcti.crowdsec.lookup;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Spaces calls evenly, so that no second has more than allowed. */
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
    long now = nanoTime.getAsLong();
    if (next - now > 0) {
      pause.hold(Duration.ofNanos(next - now));
      now = next;
    }
    next = now + between.toNanos();
  }
}
