package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.base.LogMarkers;
import io.github.camelcti.crowdsec.crowdsec.Backoff;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.opencti.graphql.WorkersUnreachableException;
import io.github.camelcti.crowdsec.route.job.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks whether OpenCTI is up. While it is down jobs stay in their queue and one of them tries, with growing pauses;
 * the log has one line when the outage starts and one when it ends. A job that fails while a ping or other jobs succeed
 * is not an outage: after {@value #MOST_RETURNS} returns it is set aside. Thread-safe.
 */
public final class PlatformGate implements Processor {

  /** How often a job may go back while OpenCTI is up. */
  public static final int MOST_RETURNS = 5;
  private static final int MOST_COUNTED = 1000;

  /** Exchange variable: since when the job's calls fail, by {@link System#nanoTime}; missing while they succeed. */
  private static final String FAILING_SINCE = "platformFailingSince";
  /** Exchange variable: whether the last call succeeded. */
  private static final String ANSWERED = "platformAnswered";

  /** Exchange variable: when the last call began, by {@link System#nanoTime}. */
  private static final String CALLED = "platformCalled";

  private static final Logger LOG = LoggerFactory.getLogger(PlatformGate.class);

  private final Clock clock;
  private final LongSupplier nanos;
  private final DoubleSupplier chance;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> returns = new ConcurrentHashMap<>();
  private final CamelContext camelContext;
  private final String pingEndpoint;
  private final Backoff backoff;

  private volatile @Nullable Long lastAnswer;
  // All below: guarded by this
  /** When the last successful call began. */
  private @Nullable Long lastGood;
  private boolean brokerAway;
  /** The job whose failure is taken for an outage, until a ping succeeds. */
  private @Nullable String suspect;
  private @Nullable String reason;
  private @Nullable Instant since;
  private long awaySince;
  private long nextTry;
  private int pauses;
  private @Nullable ProducerTemplate template;

  public PlatformGate(CamelContext camelContext, String pingEndpoint, Duration firstPause, Duration longestPause) {
    this(camelContext, pingEndpoint, new Backoff(firstPause, longestPause), Clock.systemUTC(), System::nanoTime,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  PlatformGate(CamelContext camelContext, String pingEndpoint, Backoff backoff, Clock clock, LongSupplier nanos,
      DoubleSupplier chance) {
    this.camelContext = camelContext;
    this.pingEndpoint = pingEndpoint;
    this.backoff = backoff;
    this.clock = clock;
    this.nanos = nanos;
    this.chance = chance;
  }

  /** Adds a listener for each change; it runs in the thread of the change, so it must return quickly. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** A call begins, of a job or another one. */
  void calls(Exchange exchange) {
    exchange.setVariable(CALLED, nanos.getAsLong());
  }

  void answered(Exchange exchange) {
    lastAnswer = nanos.getAsLong();
    exchange.removeVariable(FAILING_SINCE);
    exchange.setVariable(ANSWERED, true);
  }

  void failed(Exchange exchange) {
    exchange.removeVariable(ANSWERED);
    if (exchange.getVariable(FAILING_SINCE) == null) {
      exchange.setVariable(FAILING_SINCE, nanos.getAsLong());
    }
  }

  /** A ping or a registration succeeded, which needs all of OpenCTI: so a job that fails has a problem of its own. */
  public void pingSucceeded(Exchange exchange) {
    synchronized (this) {
      lastGood = begun(exchange);
      if (suspect != null) {
        count(suspect);
        suspect = null;
      }
      if (brokerAway) {
        return; // only a delivered result proves that the broker is back
      }
    }
    back(exchange);
  }

  /** The job's outcome is reported to OpenCTI. Only a delivered result proves that all of OpenCTI is up. */
  public void told(Exchange exchange, boolean delivered) {
    if (exchange.getVariable(ANSWERED) == null) {
      return; // there was nothing to report
    }
    returns.remove(key(exchange));
    if (delivered) {
      synchronized (this) {
        lastGood = begun(exchange);
      }
      back(exchange);
    }
  }

  /** When the last call began: it may have been served just before an outage and returned after its start. */
  private long begun(Exchange exchange) {
    return exchange.getVariable(CALLED, nanos.getAsLong(), Long.class);
  }

  /**
   * The outcome of a job can't be reported to OpenCTI: it goes back to the queue.
   *
   * @return whether that is an outage, which has been logged
   */
  public boolean returned(Exchange exchange, Throwable why) {
    Long failing = exchange.getVariable(FAILING_SINCE, Long.class);
    String key = key(exchange);
    if (why instanceof WorkersUnreachableException) {
      away(why.getMessage(), true, true);
      return true;
    }
    synchronized (this) {
      boolean alone = failing != null && lastGood != null && lastGood - failing > 0;
      if (alone || !(why instanceof PlatformUnavailableException)) {
        count(key);
        return false;
      }
      suspect = key;
    }
    away(why.getMessage(), true, false);
    askSoon();
    return true;
  }

  private void count(String key) {
    if (returns.size() > MOST_COUNTED) {
      returns.clear(); // most of them went to other processes
    }
    returns.merge(key, 1, Integer::sum);
  }

  /** Pings OpenCTI to find out whether it or the job is the problem; if it answers, the other jobs need not wait. */
  private void askSoon() {
    try {
      synchronized (this) {
        if (template == null) {
          template = camelContext.createProducerTemplate();
        }
      }
      var unused = template.asyncSendBody(pingEndpoint, null);
    } catch (RejectedExecutionException e) {
      LOG.debug("The connector is stopping, so OpenCTI is not pinged");
    }
  }

  /** Whether a job has gone back too often while OpenCTI was up. */
  public boolean failsAlone(Exchange exchange) {
    return returns.getOrDefault(key(exchange), 0) >= MOST_RETURNS;
  }

  /** Whether ending its work has failed as often again. */
  public boolean failsForGood(Exchange exchange) {
    return returns.getOrDefault(key(exchange), 0) >= 2 * MOST_RETURNS;
  }

  private synchronized void away(@Nullable String why, boolean tried, boolean broker) {
    boolean news = reason == null;
    reason = why;
    brokerAway = broker || brokerAway && !news;
    if (news) {
      since = clock.instant();
      awaySince = nanos.getAsLong();
      pauses = 0;
      LOG.error(LogMarkers.ALWAYS, "{}: {}. Jobs wait in the queue; retrying with growing pauses",
          broker ? "OpenCTI's workers can't be reached" : "OpenCTI is down", why);
    }
    // Of several jobs in progress, one counts.
    if (news || tried && nextTry - nanos.getAsLong() <= 0) {
      pauses++;
      nextTry = nanos.getAsLong() + backoff.pause(pauses, chance.getAsDouble()).toNanos();
      listeners.forEach(Runnable::run);
    }
  }

  private void back(Exchange exchange) {
    synchronized (this) {
      if (reason == null || begun(exchange) - awaySince < 0) {
        return;
      }
      LOG.info(LogMarkers.ALWAYS, "OpenCTI is back after {} s", Duration.ofNanos(nanos.getAsLong() - awaySince).toSeconds());
      reason = null;
      since = null;
      brokerAway = false;
      suspect = null;
    }
    listeners.forEach(Runnable::run);
  }

  /** Whether jobs have to stay in the queue, except for one that tries. */
  public synchronized boolean holdsJobs() {
    return reason != null;
  }

  /** How long until the next try; zero when it is due. */
  public synchronized Duration closedFor() {
    return reason == null || nextTry - nanos.getAsLong() < 0 ? Duration.ZERO : Duration.ofNanos(nextTry - nanos.getAsLong());
  }

  /** Takes the failure of a ping or a registration, which need all of OpenCTI. */
  @Override
  public void process(Exchange exchange) {
    away(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class).getMessage(), false, false);
  }

  /** Why it is down; null when it is up. */
  public synchronized @Nullable String reason() {
    return reason;
  }

  /** Since when it is down; null when it is up. */
  public synchronized @Nullable Instant since() {
    return since;
  }

  /** When OpenCTI last answered one of our calls with more than an error; null before the first answer. */
  public @Nullable Instant lastAnswer() {
    Duration silence = silence();
    return silence == null ? null : clock.instant().minus(silence).truncatedTo(ChronoUnit.MILLIS);
  }

  /** How long ago that was, independent of clock changes; null before the first answer. */
  public @Nullable Duration silence() {
    Long then = lastAnswer;
    return then == null ? null : Duration.ofNanos(nanos.getAsLong() - then);
  }

  private static String key(Exchange exchange) {
    return exchange.getVariable(JobState.KEY, "", String.class);
  }
}
