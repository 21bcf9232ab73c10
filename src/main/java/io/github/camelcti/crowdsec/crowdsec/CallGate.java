package io.github.camelcti.crowdsec.crowdsec;

import io.github.camelcti.crowdsec.base.LogMarkers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Decides whether CrowdSec may be called. Each call starts with {@link #enter} and reports its result. A used-up quota,
 * a rejected key, a lasting burst and an outage close the gate; when the next try is due it lets one call through, and
 * the first success opens it (CrowdSec contract, 2.1: CrowdSec does not say when a quota resets, so the gate tries,
 * with growing pauses). After a used-up budget of our own it opens at the end of the period.
 *
 * <p>Waits are measured with {@link System#nanoTime}, so that setting the clock does not change them. The time of day
 * is only for display, and for the state left by an earlier process. Thread-safe.
 */
public final class CallGate {

  private static final String PAUSED = "CrowdSec look-ups paused until ";
  private static final String STILL_PAUSED = "CrowdSec look-ups still paused until ";
  private static final String PAUSED_LINE = "{}; jobs {}";
  private static final Logger LOG = LoggerFactory.getLogger(CallGate.class);

  /** A try whose result is never reported must not keep the gate closed for ever. */
  private static final Duration TRY_IS_LOST = Duration.ofMinutes(10);
  /** At most this many jobs give way at a time, since each is held for a moment. */
  private static final int MOST_JOBS = 16;
  /** Limits times left by an earlier process, whose clock may have been far off. */
  private static final Duration LONG_AGO = Duration.ofDays(3650);

  private final GateSettings settings;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final DoubleSupplier chance;
  private final Budget budget;
  private final FailingAddresses suspects = new FailingAddresses();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  // All below: guarded by this. Times are those of nanoTime, and mean nothing while the gate is open.
  private GateReason reason = GateReason.OPEN;
  private long since;
  private long nextTry;
  private int attempts;
  private boolean trying;
  private long tryingSince;
  private long generation;
  /** Tries in a row that said nothing about the reason; the result of the last one, null if there is none. */
  private int untold;
  private @Nullable String trouble;
  /** Since when jobs have waited in this outage, as far as this process knows; and whether that was long enough. */
  private long waitingSince;
  private boolean waitedEnough;

  /**
   * @param clock for times that are shown or kept
   * @param nanoTime for all waiting, see {@link System#nanoTime}
   * @param chance from 0 up to 1, for the random part of a wait
   */
  public CallGate(GateSettings settings, Clock clock, LongSupplier nanoTime, DoubleSupplier chance) {
    this.settings = settings;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.chance = chance;
    this.budget = new Budget(settings.budget(), settings.period());
  }

  /**
   * The right to make one call.
   *
   * @param generation of the gate when it was issued: a late answer to an earlier call says nothing about now
   * @param probe whether a closed gate issued it
   */
  public record Ticket(String address, long generation, boolean probe) {}

  /**
   * Tells a listener of each change and of each call that a budget counts.
   *
   * @param listener runs in the thread of the change, so it must return quickly
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Asks for the right to make one call.
   *
   * @throws GateClosedException if no call is allowed now and the job can wait
   * @throws QuotaUsedUpException if the budget is used up and jobs do not wait for it
   * @throws CrowdSecException if no call is allowed now and jobs have waited long enough
   */
  public synchronized Ticket enter(String address) {
    refresh();
    long now = now();
    if (budget.usedUp(now)) {
      if (reason != GateReason.BUDGET) {
        close(GateReason.BUDGET, 1, budget.end(), null);
      }
      if (!settings.waits()) {
        throw new QuotaUsedUpException(reason.words() + " until " + seconds(nextTry));
      }
    }
    boolean probe = reason != GateReason.OPEN;
    if (probe) {
      boolean tooEarly = now - nextTry < 0 || trying && now - tryingSince < TRY_IS_LOST.toNanos();
      if (tooEarly && waitedEnough) {
        throw new CrowdSecException("CrowdSec look-ups are paused until " + seconds(nextTry)
            + ", and jobs have waited since " + seconds(waitingSince) + ", longer than CROWDSEC_OUTAGE_MAX_WAIT: "
            + words() + "; nothing was written, enrich again later");
      }
      if (tooEarly || !waitedEnough && suspects.givesWay(address)) {
        throw new GateClosedException(sentence(PAUSED));
      }
    }
    trying = probe;
    tryingSince = now;
    budget.use(now);
    if (settings.budget() > 0) {
      changed();
    }
    return new Ticket(address, generation, probe);
  }

  /** CrowdSec answered the call. */
  public synchronized void answered(Ticket ticket) {
    suspects.answered(ticket.address());
    // An answer that arrives during an outage means that it is over, even if its call was made before.
    if (reason == GateReason.OUTAGE || isCurrentProbe(ticket)) {
      open();
    }
  }

  /**
   * CrowdSec rejected the call.
   *
   * @param why quota, key or burst
   * @param atLeast the wait that CrowdSec asked for, may be null
   * @return whether the job waits; otherwise the rejection is its outcome
   */
  public synchronized boolean refused(Ticket ticket, GateReason why, @Nullable Duration atLeast) {
    if (!settings.waits(why)) {
      if (isCurrentProbe(ticket)) {
        open(); // the old reason is over, and jobs do not wait for this one
      }
      return false;
    }
    if (isCurrent(ticket) && (ticket.probe() || reason == GateReason.OPEN)) {
      closeAfter(why, atLeast, null);
    }
    return true;
  }

  /**
   * The call said nothing about quota or key: there was no usable answer, or the connector failed. A closed gate tries
   * again soon, with another job if there is one.
   *
   * @param sent whether it reached CrowdSec, so that it counts
   * @param what the failure, one sentence without secrets
   * @return whether the job of a try waits; otherwise the failure is its outcome
   */
  public synchronized boolean untold(Ticket ticket, boolean sent, String what) {
    if (!sent) {
      budget.giveBack();
      if (reason == GateReason.BUDGET && !budget.usedUp(now())) {
        open();
      }
    }
    if (!isCurrentProbe(ticket)) {
      return true;
    }
    FailingAddresses.Verdict verdict = suspects.failed(ticket.address());
    if (reason == GateReason.OUTAGE) {
      closeAfter(reason, null, what);
    } else {
      untold++;
      trouble = what;
      trying = false;
      nextTry = now() + pause(GateReason.OUTAGE, untold).toNanos();
      LOG.info("{}", sentence(STILL_PAUSED));
      changed();
    }
    return holdsJobs() && verdict != FailingAddresses.Verdict.ALONE_TOO_OFTEN;
  }

  /** The call was not made, for a reason specific to the job: undoes {@link #enter}. */
  public synchronized void unused(Ticket ticket) {
    budget.giveBack();
    if (isCurrentProbe(ticket)) {
      trying = false;
    }
    if (reason == GateReason.BUDGET && !budget.usedUp(now())) {
      open();
    } else {
      changed();
    }
  }

  /**
   * A job got no usable answer, retries included. That closes an open gate, unless others get answers.
   *
   * @param what the failure, one sentence without secrets
   * @return whether the job waits; otherwise the failure is its outcome
   */
  public synchronized boolean gaveUp(Ticket ticket, String what) {
    if (!settings.waits(GateReason.OUTAGE)) {
      return false;
    }
    FailingAddresses.Verdict verdict = suspects.failed(ticket.address());
    if (verdict == FailingAddresses.Verdict.UNCLEAR && reason == GateReason.OPEN) {
      closeAfter(GateReason.OUTAGE, null, what);
    }
    return verdict != FailingAddresses.Verdict.ALONE_TOO_OFTEN && !waitedEnough;
  }

  /** Allows the next try now and resets the count of the budget. */
  public synchronized void tryNow() {
    boolean ownBudget = reason == GateReason.BUDGET;
    budget.clear();
    if (ownBudget) {
      open();
    } else if (reason != GateReason.OPEN) {
      LOG.info("Trying CrowdSec now: the connector's state was reset");
      trying = false;
      nextTry = now();
      changed();
    }
  }

  /** Opens a gate whose time is up and that needs no try; stops waiting for an outage that lasts too long. */
  public synchronized void refresh() {
    if (reason == GateReason.BUDGET && now() - nextTry >= 0) {
      open();
    } else if (waitIsBounded() && now() - endOfWait() >= 0) {
      waitedEnough = true;
      LOG.error(LogMarkers.ALWAYS, "{}; jobs have waited for longer than CROWDSEC_OUTAGE_MAX_WAIT, so they end in error from now on",
          sentence(PAUSED));
      changed();
    }
  }

  /** Restores the state that {@link #toJson} returned in an earlier process; null and blank texts are ignored. */
  public synchronized void restore(@Nullable String text) {
    if (text == null || text.isBlank() || text.strip().equals("null") || text.strip().equals("{}")) {
      return;
    }
    try {
      GateNote note = GateNote.read(text);
      if (!settings.keyPrint().equals(note.keyPrint())) {
        LOG.info("CROWDSEC_KEY has changed: nothing is known about the quota of the new key");
        return;
      }
      restore(note);
    } catch (IllegalArgumentException e) {
      LOG.warn("The connector state stored in OpenCTI can't be read and is ignored: {}", e.getMessage());
    }
  }

  private void restore(GateNote note) {
    long now = now();
    if (note.budgetSince() != null) {
      budget.restore(ago(note.budgetSince()), note.budgetUsed(), now);
    }
    // A budget is checked at the next call anyway; a reason that jobs no longer wait for is dropped.
    Instant since = note.since();
    Instant nextTry = note.nextTry();
    if (note.reason() == GateReason.BUDGET || !settings.waits(note.reason()) || since == null || nextTry == null) {
      if (budget.usedUp(now)) {
        close(GateReason.BUDGET, 1, budget.end(), null);
      }
      return;
    }
    Duration longest = settings.longest(note.reason());
    Duration left = Duration.between(clock.instant(), nextTry);
    Duration wait = left.isNegative() ? Duration.ZERO : left.compareTo(longest) > 0 ? longest : left;
    // A restart may have fixed the connection, and trying it costs no quota.
    boolean atOnce = note.reason() == GateReason.OUTAGE;
    close(note.reason(), note.attempts(), now - ago(since).toNanos(), atOnce ? now : now + wait.toNanos(), note.trouble());
  }

  /** How long ago something was, bounded. */
  private Duration ago(Instant then) {
    Duration ago = Duration.between(then, clock.instant());
    return ago.isNegative() ? Duration.ZERO : ago.compareTo(LONG_AGO) > 0 ? LONG_AGO : ago;
  }

  /** The state that has to survive a restart; null when there is none. */
  public synchronized @Nullable String toJson() {
    return new GateNote(reason, since(), nextTry(), attempts, trouble, budget.begun() ? at(budget.since()) : null,
        budget.used(), settings.keyPrint()).toJson();
  }

  /** Why it is closed, or {@link GateReason#OPEN}. */
  public synchronized GateReason reason() {
    return reason;
  }

  /** Why it is closed, for people, with the failure of the last try if that said nothing about the reason. */
  public synchronized String words() {
    if (trouble == null) {
      return reason.words();
    }
    return reason == GateReason.OUTAGE ? reason.words() + ": " + trouble
        : reason.words() + " (CrowdSec's last answer); no answer since then: " + trouble;
  }

  /** Since when it is closed; null when open. */
  public synchronized @Nullable Instant since() {
    return reason == GateReason.OPEN ? null : at(since);
  }

  /** When CrowdSec is tried next; null when open. */
  public synchronized @Nullable Instant nextTry() {
    return reason == GateReason.OPEN ? null : at(nextTry);
  }

  /** Calls that count against the budget of this period; 0 without a budget. */
  public synchronized int budgetUsed() {
    return budget.usedUp(now()) || budget.begun() ? budget.used() : 0;
  }

  /** Whether jobs have to stay in the queue. */
  public synchronized boolean holdsJobs() {
    return settings.waits(reason) && !waitedEnough;
  }

  /** How long jobs still have to stay in the queue; zero when one may try, or none has to wait any more. */
  public synchronized Duration closedFor() {
    if (reason == GateReason.OPEN) {
      return Duration.ZERO;
    }
    long left = nextTry - now();
    return Duration.ofNanos(Math.max(0, waitIsBounded() ? Math.min(left, endOfWait() - now()) : left));
  }

  /**
   * How many jobs may come in while the gate is closed and a try is due. Only one of them makes a call: one more than
   * may give way to each other.
   */
  public synchronized int jobsAtATime() {
    return Math.min(MOST_JOBS, 1 + suspects.recent());
  }

  private boolean waitIsBounded() {
    return reason == GateReason.OUTAGE && settings.outageMaxWait() != null && !waitedEnough;
  }

  private long endOfWait() {
    return waitingSince + Objects.requireNonNull(settings.outageMaxWait()).toNanos();
  }

  private boolean isCurrent(Ticket ticket) {
    return ticket.generation() == generation;
  }

  private boolean isCurrentProbe(Ticket ticket) {
    return ticket.probe() && isCurrent(ticket);
  }

  private Duration pause(GateReason why, int attempt) {
    return settings.pause(why, attempt, chance.getAsDouble());
  }

  private void closeAfter(GateReason why, @Nullable Duration atLeast, @Nullable String what) {
    int count = why == reason ? attempts + 1 : 1;
    Duration wait = pause(why, count);
    Duration longer = atLeast == null || atLeast.compareTo(wait) < 0 ? wait : atLeast;
    close(why, count, now() + longer.toNanos(), what);
  }

  private void close(GateReason why, int count, long until, @Nullable String what) {
    close(why, count, why == reason ? since : now(), until, what);
  }

  private void close(GateReason why, int count, long from, long until, @Nullable String what) {
    boolean news = why != reason;
    reason = why;
    since = from;
    nextTry = until;
    attempts = count;
    trying = false;
    untold = 0;
    trouble = what;
    if (news) {
      generation++;
      waitingSince = now();
      waitedEnough = false;
    }
    if (!news) {
      LOG.info("{}", sentence(STILL_PAUSED));
    } else if (why == GateReason.BUDGET || why == GateReason.BURST) {
      LOG.warn(mark(why), PAUSED_LINE, sentence(PAUSED), whatJobsDo());
    } else {
      LOG.error(mark(why), PAUSED_LINE, sentence(PAUSED), whatJobsDo());
    }
    changed();
  }

  /** What its lines at the beginning and end are marked with; a burst is over in seconds. */
  private static @Nullable Marker mark(GateReason why) {
    return why == GateReason.BURST ? null : LogMarkers.ALWAYS;
  }

  private String whatJobsDo() {
    return holdsJobs() ? "wait in the queue" : "end in error";
  }

  private void open() {
    LOG.info(mark(reason), "CrowdSec look-ups resumed, they were paused since {}: {}", seconds(since), words());
    reason = GateReason.OPEN;
    attempts = 0;
    trying = false;
    untold = 0;
    trouble = null;
    waitedEnough = false;
    generation++;
    suspects.opened();
    changed();
  }

  private String sentence(String state) {
    return state + seconds(nextTry) + " (since " + seconds(since) + "): " + words();
  }

  private long now() {
    return nanoTime.getAsLong();
  }

  /** The time of day of a nanoTime. */
  private Instant at(long nanos) {
    return clock.instant().plusNanos(nanos - now()).truncatedTo(ChronoUnit.MILLIS);
  }

  private Instant seconds(long nanos) {
    return at(nanos).truncatedTo(ChronoUnit.SECONDS);
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }
}
