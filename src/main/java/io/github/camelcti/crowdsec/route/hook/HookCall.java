package io.github.camelcti.crowdsec.route.hook;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** One call of an engineer's route, until it ends, even if the job has long gone on. Thread-safe. */
public final class HookCall {

  private static final String PROPERTY = "CrowdSecHookCall";

  private final String hook;
  private final Route route;
  private final Exchange message;
  private final long begun = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final @Nullable Map<String, String> logContext = MDC.getCopyOfContextMap();
  private @Nullable Thread thread;
  private @Nullable String skip;
  private boolean late;

  /** @param message what it gets, and what it turns into */
  HookCall(String hook, Route route, Exchange message) {
    this.hook = hook;
    this.route = route;
    this.message = message;
    message.setProperty(PROPERTY, this);
  }

  /** The call that an exchange, or the one that it is a copy of, was made for; null outside of an engineer's hook. */
  public static @Nullable HookCall of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, HookCall.class);
  }

  /** Asks to end the job as skipped. Without effect when the job has gone on. */
  public synchronized void skip(String reason) {
    if (!late && skip == null) {
      skip = reason;
    }
  }

  /** The reason to end the job as skipped; null if the route did not ask for that in time. */
  public synchronized @Nullable String skipped() {
    return skip;
  }

  /** What the route made of its message; not to be used before the route has ended. */
  public Exchange message() {
    return message;
  }

  /** Runs the route in this thread. */
  void run(Sender sender) {
    synchronized (this) {
      thread = Thread.currentThread();
    }
    if (logContext != null) {
      MDC.setContextMap(logContext);
    }
    try {
      sender.send(route, message);
    } catch (Exception | LinkageError | StackOverflowError e) {
      message.setException(e);
    } finally {
      MDC.clear();
      synchronized (this) {
        thread = null;
        Thread.interrupted(); // meant for this call, not for the thread's next one
      }
      ended.countDown();
    }
  }

  /** Sends a message to a route and returns when the route has ended. */
  interface Sender {
    void send(Route route, Exchange message) throws Exception;
  }

  /** Whether the route ends within a time; if not, its thread is interrupted and it can't change the job any more. */
  boolean await(Duration atMost) throws InterruptedException {
    try {
      if (ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        return true;
      }
    } finally {
      if (ended.getCount() > 0) {
        giveUp();
      }
    }
    return false;
  }

  private synchronized void giveUp() {
    late = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  String hook() {
    return hook;
  }

  /** Whether the route is still there, and no edit has replaced it. */
  boolean isCurrent(CamelContext context) {
    return context.getRoute(route.getRouteId()) == route;
  }

  synchronized boolean isLate() {
    return late;
  }

  /** Which route it is, for how long, and at which step, for example {@code own for 31 s, at step own-post}. */
  @Override
  public String toString() {
    return route.getRouteId() + " for " + Math.round(Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0) + " s" + step();
  }

  /** Empty between two steps. */
  private String step() {
    ExchangeExtension state = message.getExchangeExtension();
    String id = state.getHistoryNodeId();
    String source = state.getHistoryNodeSource();
    return id == null ? "" : ", at step " + StepName.of(id, state.getHistoryNodeLabel()) + (source == null ? "" : " (" + source + ")");
  }
}
