package io.github.camelcti.crowdsec.trial;

import io.github.camelcti.crowdsec.route.hook.StepName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.CamelLogger;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.LogListener;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/** Writes down each step of the routes with its time, and what happens meanwhile, in the order of begin. Thread-safe. */
final class Trace implements InterceptStrategy, LogListener {

  /** Opens the queue of jobs, which a trial does without. */
  private static final String LEFT_OUT = "register-connector-open-queue";
  private static final long OFF = 0;

  private final UnaryOperator<String> mask;
  private final List<Event> events = new ArrayList<>();
  private final Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
  private long begun = OFF;

  /** @param mask hides secrets */
  Trace(UnaryOperator<String> mask) {
    this.mask = mask;
  }

  /** What happens from now on is written down. */
  synchronized void begin() {
    begun = System.nanoTime();
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** A sentence. */
  synchronized void say(String sentence) {
    add(null, sentence);
  }

  /** Returns its number; -1 while nothing is written down. */
  private synchronized int add(@Nullable String route, String what) {
    if (begun == OFF) {
      return -1;
    }
    events.add(new Event(millis(), null, route, mask.apply(what)));
    return events.size() - 1;
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  private synchronized void ended(int number, Exchange exchange) {
    if (number < 0) {
      return;
    }
    Event step = events.get(number);
    events.set(number, new Event(step.at(), millis() - step.at(), step.route(), step.what()));
    Exception failure = exchange.getException();
    if (failure != null && told.add(failure)) {
      say("failed: " + failure);
    }
  }

  @Override
  public Processor wrapProcessorInInterceptors(CamelContext context, NamedNode step, Processor target,
      @Nullable Processor next) {
    if (LEFT_OUT.equals(step.getId())) {
      return AsyncProcessorConverterHelper.convert(exchange -> { });
    }
    String route = CamelContextHelper.getRouteId(step);
    String name = StepName.of(step.getId(), step.getLabel());
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        // What handles errors is in no route.
        int number = add(context.getRoute(route) == null ? "(error)" : route, name);
        return super.process(exchange, doneSync -> {
          ended(number, exchange);
          callback.done(doneSync);
        });
      }
    };
  }

  @Override
  public String onLog(Exchange exchange, CamelLogger logger, String message) {
    say("logged: " + message);
    return message;
  }
}
