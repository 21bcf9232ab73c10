package io.github.camelcti.crowdsec.crowdsec;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether CrowdSec may be asked. Each call goes in with {@link #enter} and reports what came of it. A used-up quota, a
 * refused key and a burst that does not end close the gate; from the time of the next try on it lets one call through,
 * and the first success opens it (CrowdSec contract, 2.1: the reset instant of a quota is not told, so it is found out,
 * ever more slowly). A used-up budget of our own opens at the end of its period. Thread-safe.
 */
public final class CallGate {

  private static final Logger LOG = LoggerFactory.getLogger(CallGate.class);

  /** A try whose outcome nobody reported does not keep the gate shut for ever. */
  private static final Duration TRY_IS_LOST = Duration.ofMinutes(10);

  private final GateSettings settings;
  private final Clock clock;
  private final DoubleSupplier chance;
  private final Budget budget;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  // All below: guarded by this
  private GateReason reason = GateReason.OPEN;
  private Instant since;
  private Instant nextTry;
  private int attempts;
  private Instant trying;
  private long generation;

  /**
   * @param settings what it goes by
   * @param clock for all its times
   * @param chance from 0 up to 1, for the part of a wait that is left to chance
   */
  public CallGate(GateSettings settings, Clock clock, DoubleSupplier chance) {
    this.settings = settings;
    this.clock = clock;
    this.chance = chance;
    this.budget = new Budget(settings.budget(), settings.period());
  }

  /**
   * The right to make one call.
   *
   * @param generation of the gate when it was given: a late answer to a call of before says nothing about now
   * @param probe whether it was given by a closed gate
   */
  public record Ticket(long generation, boolean probe) {}

  /**
   * Tells a listener of each change and of each call that a budget counts.
   *
   * @param listener runs in the thread of the change: it hands over and returns
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Takes the right to make one call.
   *
   * @throws GateClosedException if none may be made now and the job can wait
   * @throws QuotaUsedUpException if none may be made now and jobs do not wait
   */
  public synchronized Ticket enter() {
    refresh();
    Instant now = clock.instant();
    if (budget.usedUp(now)) {
      if (reason != GateReason.BUDGET) {
        close(GateReason.BUDGET, 1, budget.end());
      }
      if (!settings.waits()) {
        throw new QuotaUsedUpException(reason.words() + " until " + nextTry.truncatedTo(ChronoUnit.SECONDS));
      }
    }
    boolean probe = reason != GateReason.OPEN;
    if (probe && (now.isBefore(nextTry) || trying != null && now.isBefore(trying.plus(TRY_IS_LOST)))) {
      throw new GateClosedException(sentence());
    }
    trying = probe ? now : null;
    budget.use(now);
    if (settings.budget() > 0) {
      changed();
    }
    return new Ticket(generation, probe);
  }

  /** CrowdSec answered the call. */
  public synchronized void answered(Ticket ticket) {
    if (ticket.probe() && isCurrent(ticket)) {
      open();
    }
  }

  /**
   * CrowdSec refused the call.
   *
   * @param why quota, key or burst
   * @param atLeast the wait that CrowdSec asked for, may be null
   * @return whether the job waits; otherwise the refusal is its outcome
   */
  public synchronized boolean refused(Ticket ticket, GateReason why, Duration atLeast) {
    if (!settings.waits() && why != GateReason.BURST) {
      return false;
    }
    if (isCurrent(ticket) && (ticket.probe() || reason == GateReason.OPEN)) {
      int count = why == reason ? attempts + 1 : 1;
      Duration wait = pause(why, count);
      close(why, count, clock.instant().plus(atLeast == null || atLeast.compareTo(wait) < 0 ? wait : atLeast));
    }
    return true;
  }

  /**
   * The call told nothing about quota or key: CrowdSec is in other trouble.
   *
   * @param sent whether it reached CrowdSec, so that it counts
   */
  public synchronized void untold(Ticket ticket, boolean sent) {
    if (!sent) {
      budget.giveBack();
    }
    if (ticket.probe() && isCurrent(ticket)) {
      trying = null;
      nextTry = clock.instant().plus(pause(reason, attempts));
      changed();
    }
  }

  /** Somebody wants the next try now, and the budget's count anew. */
  public synchronized void tryNow() {
    boolean ownBudget = reason == GateReason.BUDGET;
    budget.clear();
    if (ownBudget) {
      open();
    } else if (reason != GateReason.OPEN) {
      LOG.info("CrowdSec is tried now: the connector's state was reset");
      trying = null;
      nextTry = clock.instant();
      changed();
    }
  }

  /** Opens a gate whose time is over and needs no try. */
  public synchronized void refresh() {
    if (reason == GateReason.BUDGET && !clock.instant().isBefore(nextTry)) {
      open();
    }
  }

  /** Takes what {@link #toJson} gave to an earlier process; null and blank texts say nothing. */
  public synchronized void restore(String text) {
    if (text == null || text.isBlank() || text.strip().equals("null") || text.strip().equals("{}")) {
      return;
    }
    try {
      GateNote note = GateNote.read(text);
      if (!settings.keyPrint().equals(note.keyPrint())) {
        LOG.info("CROWDSEC_KEY is another one than before: nothing is known about its quota");
        return;
      }
      restore(note, clock.instant());
    } catch (IllegalArgumentException e) {
      LOG.warn("The connector's state at OpenCTI is not understood, so it is not used: {}", e.getMessage());
    }
  }

  private void restore(GateNote note, Instant now) {
    budget.restore(note.budgetSince(), note.budgetUsed(), now);
    // A budget speaks for itself at the next call; what jobs no longer wait for is void.
    if (note.reason() == GateReason.OPEN || note.reason() == GateReason.BUDGET || !settings.waits()) {
      if (budget.usedUp(now)) {
        close(GateReason.BUDGET, 1, budget.end());
      }
      return;
    }
    Duration longest = note.reason() == GateReason.BURST ? settings.burst().longest() : settings.quota().longest();
    Instant latest = now.plus(longest);
    close(note.reason(), note.attempts(), note.since(), note.nextTry().isAfter(latest) ? latest : note.nextTry());
  }

  /** What has to survive a restart; null when that is nothing. */
  public synchronized String toJson() {
    return new GateNote(reason, since, nextTry, attempts, budget.since(), budget.used(), settings.keyPrint()).toJson();
  }

  /** Why it is closed, or {@link GateReason#OPEN}. */
  public synchronized GateReason reason() {
    return reason;
  }

  /** Since when it is closed; null when open. */
  public synchronized Instant since() {
    return since;
  }

  /** When CrowdSec is asked next; null when open. */
  public synchronized Instant nextTry() {
    return nextTry;
  }

  /** Calls that count against the budget of this period; 0 without a budget. */
  public synchronized int budgetUsed() {
    return budget.usedUp(clock.instant()) || budget.since() != null ? budget.used() : 0;
  }

  /** Whether jobs have to stay in the queue. */
  public synchronized boolean holdsJobs() {
    return reason == GateReason.BURST || settings.waits() && reason != GateReason.OPEN;
  }

  /** How long to wait before the next call; zero when one may be made. */
  public synchronized Duration closedFor() {
    Duration left = nextTry == null ? Duration.ZERO : Duration.between(clock.instant(), nextTry);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private boolean isCurrent(Ticket ticket) {
    return ticket.generation() == generation;
  }

  private Duration pause(GateReason why, int attempt) {
    return switch (why) {
      case BURST -> settings.burst().pause(attempt, chance.getAsDouble());
      // Nobody mends a key within a minute.
      case KEY -> new Backoff(settings.quota().longest(), settings.quota().longest()).pause(1, chance.getAsDouble());
      default -> settings.quota().pause(attempt, chance.getAsDouble());
    };
  }

  private void close(GateReason why, int count, Instant until) {
    close(why, count, why == reason ? since : clock.instant(), until);
  }

  private void close(GateReason why, int count, Instant from, Instant until) {
    boolean news = why != reason;
    reason = why;
    since = from;
    nextTry = until;
    attempts = count;
    trying = null;
    generation += news ? 1 : 0;
    if (!news) {
      LOG.info("Still closed: {}", sentence());
    } else if (why == GateReason.KEY) {
      LOG.error("{}; jobs wait in the queue", sentence());
    } else {
      LOG.warn("{}; jobs {}", sentence(), holdsJobs() ? "wait in the queue" : "end in error");
    }
    changed();
  }

  private void open() {
    LOG.info("CrowdSec is asked again; it was not since {}: {}", since.truncatedTo(ChronoUnit.SECONDS), reason.words());
    reason = GateReason.OPEN;
    since = null;
    nextTry = null;
    attempts = 0;
    trying = null;
    generation++;
    changed();
  }

  private String sentence() {
    return "CrowdSec is not asked before " + nextTry.truncatedTo(ChronoUnit.SECONDS) + " (since "
        + since.truncatedTo(ChronoUnit.SECONDS) + "): " + reason.words();
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }
}
