package io.github.camelcti.crowdsec.route.hook;

import io.github.camelcti.crowdsec.base.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls routes that hook into the flow. Each runs in a thread of its own, so that the job can go on without a route that
 * hangs. Each hook has as many of these threads as there are jobs at the same time, so that what hangs at one hook takes
 * none from another. Thread-safe.
 */
public final class HookCalls {

  private static final Logger LOG = LoggerFactory.getLogger(HookCalls.class);
  /** How often an edit can replace a route that hangs for good, in each of its threads. */
  private static final int REPLACED = 4;

  private final CamelContext context;
  private final int most;
  private final Duration timeout;
  private final List<HookCall> running = new ArrayList<>();
  private final ExecutorService threads;
  private @Nullable ProducerTemplate template;

  /**
   * @param most how many routes at the same time for one hook, those that hang included: 1 or more
   * @param timeout how long a job waits for one route
   */
  public HookCalls(CamelContext context, int most, Duration timeout) {
    this.context = context;
    this.most = most;
    this.timeout = timeout;
    // Not Camel's: at a stop, Camel would wait for threads that hang.
    this.threads = Executors.newCachedThreadPool(new DaemonThreads("hook"));
  }

  /**
   * Calls a route and waits for its end.
   *
   * @return the call, with what the route made of the message
   * @throws HookException if the route did not end in time
   * @throws HookBusyException if no thread was left for it
   * @throws InterruptedException if this thread is interrupted; the route is, too
   */
  public HookCall call(String hook, Route route, Exchange message) throws HookException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    HookCall call = new HookCall(hook, route, message);
    begin(call, end);
    if (!call.await(Duration.ofNanos(end - System.nanoTime()))) {
      throw new HookException("it has not ended within " + timeout.toSeconds() + " s (CONNECTOR_HOOK_TIMEOUT): " + call);
    }
    return call;
  }

  /** The calls that have not ended although their time was up, the oldest first. */
  public synchronized List<HookCall> late() {
    return running.stream().filter(HookCall::isLate).toList();
  }

  /** Waits for a thread only while there is hope: jobs share the threads, so without late calls one is always free. */
  private synchronized void begin(HookCall call, long end) throws InterruptedException {
    for (List<HookCall> at = at(call.hook()); isFull(at); at = at(call.hook())) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0 || at.stream().allMatch(HookCall::isLate)) {
        throw new HookBusyException("it was not called, because all " + most + " threads for direct:" + call.hook() + " hang: "
            + at.stream().map(HookCall::toString).collect(Collectors.joining("; ")) + ". Mend these routes; if they hang"
            + " all the same, restart the connector");
      }
      wait(left);
    }
    if (template == null) {
      template = context.createProducerTemplate();
    }
    ProducerTemplate sender = template;
    running.add(call);
    threads.execute(() -> {
      call.run((route, message) -> sender.send(route.getEndpoint(), message));
      end(call);
    });
  }

  private List<HookCall> at(String hook) {
    return running.stream().filter(call -> call.hook().equals(hook)).toList();
  }

  /** Routes that an edit has replaced don't count at first: otherwise, no edit would mend a hook that hangs for good. */
  private boolean isFull(List<HookCall> at) {
    return at.size() >= most * REPLACED || at.stream().filter(call -> call.isCurrent(context)).count() >= most;
  }

  private synchronized void end(HookCall call) {
    running.remove(call);
    notifyAll();
    if (call.isLate()) {
      LOG.info("A route that was late has ended, its result is not used: {}", call);
    }
  }
}
