package io.github.camelcti.crowdsec.support;

import java.util.concurrent.CountDownLatch;

/** A bean for a step that hangs and that no interrupt ends. */
public final class Stubborn {

  private static volatile CountDownLatch end = new CountDownLatch(1);

  /** From now on it hangs until {@link #end}. */
  public static void begin() {
    end = new CountDownLatch(1);
  }

  /** All that hang go on. */
  public static void end() {
    end.countDown();
  }

  /** A step that fails in the end. */
  public static void hang() {
    nap();
    throw new IllegalStateException("it had to end");
  }

  /** A step. */
  public static void nap() {
    boolean ended = false;
    while (!ended) {
      try {
        end.await();
        ended = true;
      } catch (InterruptedException e) {
        // not now
      }
    }
  }
}
