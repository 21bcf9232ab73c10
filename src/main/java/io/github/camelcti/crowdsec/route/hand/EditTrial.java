package io.github.camelcti.crowdsec.route.hand;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How jobs fare on edited routes. Counts those that began after the edit; a failure counts against the edit if the routes
 * before it did not show the same one. Thread-safe.
 */
public final class EditTrial {

  private static final int MOST_KNOWN = 1000;
  /** Fewer than of other failures, since jobs wait in the queue after some. */
  private static final int MOST_OUTAGES = 2;

  // All guarded by this
  private final Set<String> known = new HashSet<>();
  private boolean running;
  private long since;
  private int ended;
  private int failed;
  private @Nullable Failure first;
  private boolean otherServer;
  private int outages;

  /**
   * Why a job failed.
   *
   * @param kind the same for all failures of one cause
   * @param outage whether CrowdSec gave no answer
   */
  public record Failure(String kind, String words, boolean outage) {}

  /**
   * What speaks against an edit: of the jobs that ended on it, so many failed because of it.
   *
   * @param within since the edit
   * @param first why the first of them failed
   */
  public record Verdict(int failed, int ended, Duration within, String first) {}

  /**
   * Edited routes run from now on.
   *
   * @param otherServer whether they call another server than before: then an outage of CrowdSec counts, too, if no job gets
   *     through at all
   */
  public synchronized void begin(boolean otherServer) {
    running = true;
    this.otherServer = otherServer;
    outages = 0;
    since = System.nanoTime();
    ended = 0;
    failed = 0;
    first = null;
  }

  /** They are trusted from now on, or no longer run. */
  public synchronized void end() {
    running = false;
  }

  /** Whether so many jobs have run on the edited routes that most of them went well. */
  public synchronized boolean passed(int jobs) {
    return running && ended >= jobs && failed * 2 <= ended;
  }

  /**
   * A job is over.
   *
   * @param begun when it began, by {@link System#nanoTime}
   * @param failure why it failed; null if it did not, or if its routes can't be the reason
   */
  public synchronized void jobEnded(long begun, @Nullable Failure failure) {
    if (running && begun - since >= 0) {
      if (failure != null && failure.outage()) {
        outages++;
        first = first == null && otherServer ? failure : first;
        return;
      }
      ended++;
      if (failure != null && !known.contains(failure.kind())) {
        failed++;
        first = first == null ? failure : first;
      }
    } else if (failure != null && !failure.outage() && known.size() < MOST_KNOWN) {
      known.add(failure.kind());
    }
  }

  /**
   * Whether the edit has to be taken back.
   *
   * @return null if it need not
   */
  public synchronized @Nullable Verdict verdict(int jobs) {
    if (!running || first == null) {
      return null;
    }
    if (otherServer && outages >= Math.min(jobs, MOST_OUTAGES) && failed == ended) {
      return new Verdict(failed + outages, ended + outages, age(), first.words());
    }
    return failed >= jobs && failed * 2 > ended ? new Verdict(failed, ended, age(), first.words()) : null;
  }

  /** How long ago the edit was. */
  public synchronized Duration age() {
    return Duration.ofNanos(System.nanoTime() - since);
  }
}
