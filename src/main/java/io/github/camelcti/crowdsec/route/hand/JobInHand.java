package io.github.camelcti.crowdsec.route.hand;

import io.github.camelcti.crowdsec.base.Failures;
import io.github.camelcti.crowdsec.base.Repeats;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.hook.HookCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.support.LoggerHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job in progress: at which step of which route each of its exchanges stands, and since when. Shared by all copies of
 * the job's exchange. Thread-safe.
 */
public final class JobInHand {

  private static final Logger LOG = LoggerFactory.getLogger(JobInHand.class);
  private static final String PROPERTY = "CrowdSecJobInHand";
  /** How long a step has to react when it is interrupted. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Exchange exchange;
  private final Repeats repeats;
  private final IdentityHashMap<Exchange, Step> steps = new IdentityHashMap<>(); // guarded by this
  private boolean reported; // guarded by this
  private final IdentityHashMap<Throwable, Step> failedAt = new IdentityHashMap<>(); // guarded by this
  private final List<Throwable> lost = new ArrayList<>(); // guarded by this
  private boolean over; // guarded by this

  private JobInHand(Exchange exchange, Repeats repeats) {
    this.exchange = exchange;
    this.repeats = repeats;
  }

  static JobInHand begin(Exchange exchange, Repeats repeats) {
    JobInHand job = new JobInHand(exchange, repeats);
    exchange.setProperty(PROPERTY, job);
    return job;
  }

  /** The job that an exchange belongs to; null if it belongs to none. */
  public static @Nullable JobInHand of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, JobInHand.class);
  }

  /** Makes another exchange part of the same job. */
  public static void hand(Exchange from, Exchange to) {
    to.setProperty(PROPERTY, of(from));
  }

  /** Whether this is a copy of the exchange that the job came with, or of one that an extension point sends. */
  boolean isCopy(Exchange other) {
    HookCall hook = HookCall.of(other);
    Exchange original = hook == null ? exchange : hook.message();
    return other != original && (other.getFromEndpoint() == original.getFromEndpoint() || isQueued(other));
  }

  /** Whether it comes from a queue in memory: nobody but us says then that it failed. */
  static boolean isQueued(Exchange message) {
    return message.getFromEndpoint() != null && message.getFromEndpoint().getEndpointUri().startsWith("seda:");
  }

  /** A failure of a job in words that hold nothing of its data, for log, health and works. */
  public static String words(Exchange exchange, @Nullable Throwable failure) {
    Observable observable = exchange.getVariable("observable", Observable.class);
    return Failures.withoutData(failure, observable == null ? null : observable.value());
  }

  /** The id of the observable, or words for a job that is not read yet; never null. */
  public String observable() {
    Job job = exchange.getVariable("job", Job.class);
    return job == null ? "an unread message" : job.entityId();
  }

  synchronized Step enter(Exchange entering, NamedNode node, AsyncCallback callback) {
    Step step = new Step(entering, node, callback, steps.get(entering));
    steps.put(entering, step);
    return step;
  }

  private synchronized void leave(Step step) {
    Throwable failure = step.at.getException();
    if (failure != null) {
      failedAt.putIfAbsent(failure, step); // the steps around it fail with the same
    }
    // A circuit breaker works on a copy and hands its failure on, so it is not lost.
    lost.removeIf(why -> knows(step.at, why));
    if (steps.get(step.at) != step) {
      return; // given up before, with the steps around it
    }
    if (step.outer == null) {
      steps.remove(step.at);
    } else {
      step.outer.since = System.nanoTime(); // it goes on there
      steps.put(step.at, step.outer);
    }
    if (step.interrupted != 0 && step.thread == Thread.currentThread()) {
      Thread.interrupted(); // it was meant for this step, not for what follows
      if (step.at.getException() != null) {
        step.fail(step.at.getException());
      }
    }
  }

  /** Where the job stands: the step that one of its exchanges entered last; null between two steps. */
  private synchronized @Nullable Step last() {
    return steps.values().stream().max(Comparator.comparingLong(step -> step.since)).orElse(null);
  }

  /**
   * Where the job stands, if it has stood there for too long.
   *
   * @return null if it has moved since
   */
  public @Nullable Stand stuck(Duration limit) {
    Step step = last();
    return step == null || step.age().compareTo(limit) < 0 ? null : step.stand();
  }

  /** Where the job, or a copy of it, failed: the step and its route; never null. */
  public synchronized String failedAt(@Nullable Throwable failure) {
    Step step = null;
    for (Throwable it = failure; it != null; it = it.getCause()) {
      step = failedAt.getOrDefault(it, step);
    }
    if (step == null) {
      return "somewhere";
    }
    String line = LoggerHelper.getLineNumberLoggerName(step.node);
    return "at the step " + JobsInHand.name(step.node) + " of the route " + JobsInHand.route(step.node)
        + (line == null ? "" : " (" + line.replaceFirst(":0$", "") + ")"); // 0 is Camel's word for a line it does not know
  }

  /** A copy of the job's message failed. Said at the end of the job, unless the job fails with the same. */
  synchronized void lost(Throwable why) {
    if (over) {
      say(why);
    } else {
      lost.add(why);
    }
  }

  /** A copy of the job's message failed, and its failure is dealt with. */
  public synchronized void dealtWith(@Nullable Throwable why) {
    lost.remove(why);
  }

  synchronized void end() {
    over = true;
    lost.stream().filter(why -> !knows(exchange, why)).forEach(this::say);
    lost.clear();
  }

  private void say(Throwable why) {
    String where = failedAt(why);
    repeats.say(where + why.getClass(), "A copy of the job of " + observable() + " failed " + where
        + ", beside the job itself, which goes on without it: " + words(exchange, why));
    LOG.debug("Where it failed", why);
  }

  private static boolean knows(Exchange exchange, Throwable why) {
    return in(exchange.getException(), why) || in(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class), why);
  }

  private static boolean in(@Nullable Throwable failure, Throwable cause) {
    for (Throwable it = failure; it != null; it = it.getCause()) {
      if (it == cause) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is the first call: for what is said once. */
  synchronized boolean report() {
    boolean first = !reported;
    reported = true;
    return first;
  }

  /**
   * Ends the step at which the job stands, so that it fails there: interrupts its thread, or stops waiting for what the
   * step has begun in another one.
   *
   * @param limit does nothing if it has moved within that time
   * @param executor for what the job's route does next
   */
  void free(Duration limit, Executor executor) {
    Step step;
    synchronized (this) {
      step = last();
      if (step == null || step.age().compareTo(limit) < 0) {
        return;
      }
      if (step.interrupted == 0) {
        step.interrupted = System.nanoTime();
      }
      if (!step.waits) {
        step.thread.interrupt();
        return;
      }
    }
    executor.execute(step::giveUp);
  }

  /** Whether the step at which it stands did not react to {@link #free}. */
  boolean leftBehind() {
    Step step = last();
    return step != null && step.interrupted != 0
        && Duration.ofNanos(System.nanoTime() - step.interrupted).compareTo(GRACE) > 0;
  }

  /**
   * Where a job stands.
   *
   * @param step the id of the step, or what Camel calls it if it has none
   */
  public record Stand(String route, String step, Duration age) {

    @Override
    public String toString() {
      return "at the step " + step + " of the route " + route + " for " + age.toSeconds() + " s";
    }
  }

  /** An exchange within a step. */
  final class Step implements AsyncCallback {

    private final Exchange at;
    private final NamedNode node;
    private final AsyncCallback callback;
    private final @Nullable Step outer;
    private final Thread thread = Thread.currentThread();
    private long since = System.nanoTime();
    private long interrupted; // when, 0 for not at all
    private boolean waits;
    private boolean over;

    private Step(Exchange at, NamedNode node, AsyncCallback callback, @Nullable Step outer) {
      this.at = at;
      this.node = node;
      this.callback = callback;
      this.outer = outer;
    }

    /** The step's thread is free, and another one will say when it is done. */
    void waits() {
      synchronized (JobInHand.this) {
        waits = true;
      }
    }

    @Override
    public void done(boolean doneSync) {
      if (end()) {
        leave(this);
        callback.done(doneSync);
      }
    }

    private void giveUp() {
      if (end()) {
        fail(null);
        leave(this);
        callback.done(false);
      }
    }

    /** Whether it was not over before: of its own end and of being given up, one counts. */
    private boolean end() {
      synchronized (JobInHand.this) {
        boolean first = !over;
        over = true;
        return first;
      }
    }

    private void fail(@Nullable Throwable cause) {
      at.setException(new JobStuckException(stand(), cause));
      at.getExchangeExtension().setInterrupted(false);
    }

    private Duration age() {
      return Duration.ofNanos(System.nanoTime() - since);
    }

    private Stand stand() {
      return new Stand(JobsInHand.route(node), JobsInHand.name(node), age());
    }
  }
}
