package io.github.camelcti.crowdsec.base;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Pauses between tries of something that has to succeed some time: one second, twice as long each time, half a minute at most. */
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

  /** Whether the last try failed, so that whatever is wrong has been said. */
  public boolean begun() {
    return next != null;
  }

  /** The last try succeeded. */
  public void end() {
    next = null;
  }
}
