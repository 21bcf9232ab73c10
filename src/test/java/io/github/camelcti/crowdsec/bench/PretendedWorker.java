package io.github.camelcti.crowdsec.bench;

/**
 * OpenCTI's worker: one object after the other, in the order in which they came. Its time is computed and not waited for,
 * which gives the same numbers, because a connector does not wait for it either.
 */
final class PretendedWorker {

  /** Between the 0.1 and the 0.16 s that a worker of 6.9 was seen to take (OpenCTI observations, 1 and 13.5). */
  static final long MILLIS_OF_AN_OBJECT = 120;

  private long freeAt;

  /** When the last object of a bundle is in, by {@link System#nanoTime}. */
  long importedAt(long pushedAt, int objects) {
    // The first bundle that ever comes finds it free.
    freeAt = (freeAt == 0 || freeAt - pushedAt < 0 ? pushedAt : freeAt) + objects * MILLIS_OF_AN_OBJECT * 1_000_000;
    return freeAt;
  }
}
