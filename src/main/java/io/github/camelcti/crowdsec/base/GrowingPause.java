package io.github.camelcti.crowdsec.base;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Pauses between retries of something that has to succeed eventually: one second, doubled each time, up to 30 s. */
public final class GrowingPause {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private @Nullable Duration next;

  /** The pause before the next try, in milliseconds. */
  public long after() {
    Duration pause = next == null ? FIRST : next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
    next = pause;
    return pause.toMillis();
  }

  /** Whether the last try failed, so that the problem has been logged already. */
  public boolean begun() {
    return next != null;
  }

  /** The last try succeeded. */
  public void end() {
    next = null;
  }
}
