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
 * hangs; there are never more of these threads than jobs at the same time. Thread-safe.
 */
public final class HookCalls {

  private static final Logger LOG = LoggerFactory.getLogger(HookCalls.class);

  private final CamelContext context;
  private final int most;
  private final Duration timeout;
  private final List<HookCall> running = new ArrayList<>();
  private final ExecutorService threads;
  private @Nullable ProducerTemplate template;

  /**
   * @param most how many routes at the same time, those that hang included: 1 or more
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
   * @param message what the route gets
   * @return the call, with what the route made of the message
   * @throws HookException if the route did not end in time, or no thread was left for it
   * @throws InterruptedException if this thread is interrupted; the route is, too
   */
  public HookCall call(Route route, Exchange message) throws HookException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    HookCall call = new HookCall(route, message);
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
  private synchronized void begin(HookCall call, long end) throws HookException, InterruptedException {
    while (running.size() >= most) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0 || running.stream().allMatch(HookCall::isLate)) {
        throw new HookException("it was not called, because all " + most + " threads for such routes hang: "
            + running.stream().map(HookCall::toString).collect(Collectors.joining("; "))
            + ". Correct these routes, then restart the connector");
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

  private synchronized void end(HookCall call) {
    running.remove(call);
    notifyAll();
    if (call.isLate()) {
      LOG.info("A route that was late has ended, its result is not used: {}", call);
    }
  }
}
