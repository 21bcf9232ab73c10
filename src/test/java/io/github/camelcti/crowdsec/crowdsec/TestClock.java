package io.github.camelcti.crowdsec.crowdsec;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes when it is told to, and that can be set as well: then no time passes. */
public final class TestClock extends Clock {

  static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

  private Instant now = START;
  private long nanos = -7; // a number of any kind, as System.nanoTime gives it

  public void advance(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  /** Somebody sets it. */
  void set(Duration by) {
    now = now.plus(by);
  }

  /** What {@link System#nanoTime} would say. */
  long nanoTime() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
