package io.github.camelcti.crowdsec.route.hand;

import io.github.camelcti.crowdsec.base.Repeats;
import io.github.camelcti.crowdsec.route.hook.StepName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs in progress, from the first step of a route that takes jobs in until the job's exchange is done. It sees every
 * step of every route, so no edit of a route hides a job. Thread-safe.
 */
public final class JobsInHand implements InterceptStrategy {

  /** The routes that take jobs in. */
  public static final List<String> ROUTES = List.of("receive-job", "receive-spooled-job");

  private static final long SLICE_MILLIS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(JobsInHand.class);

  private final List<JobInHand> jobs = new ArrayList<>(); // guarded by this
  private final Repeats repeats = new Repeats(Clock.systemUTC(), LOG::warn);

  private JobsInHand() {}

  /** @param context without routes yet */
  public static void install(CamelContext context) {
    JobsInHand jobs = new JobsInHand();
    context.getCamelContextExtension().addContextPlugin(JobsInHand.class, jobs);
    context.getCamelContextExtension().addInterceptStrategy(jobs);
  }

  /** Those of a context; a count of none where nothing is installed, as in a context that only checks routes. */
  public static JobsInHand of(CamelContext context) {
    JobsInHand installed = context.getCamelContextExtension().getContextPlugin(JobsInHand.class);
    return installed == null ? new JobsInHand() : installed;
  }

  /** How many jobs are in progress. */
  public synchronized int count() {
    return jobs.size();
  }

  /** How many jobs are in progress, without those whose step did not react to {@link #free}. */
  public synchronized int moving() {
    return (int) jobs.stream().filter(job -> !job.leftBehind()).count();
  }

  /** Waits until fewer jobs are in progress than a number, which may change meanwhile. */
  public synchronized void awaitFewerThan(IntSupplier number) throws InterruptedException {
    while (jobs.size() >= number.getAsInt()) {
      wait(SLICE_MILLIS);
    }
  }

  /** The jobs that have stood at one step for so long, with the place of each; never null. */
  public List<Stuck> stuck(Duration limit) {
    List<Stuck> stuck = new ArrayList<>();
    for (JobInHand job : all()) {
      JobInHand.Stand stand = job.stuck(limit);
      if (stand != null) {
        stuck.add(new Stuck(job, stand));
      }
    }
    return stuck;
  }

  private synchronized List<JobInHand> all() {
    return List.copyOf(jobs);
  }

  /** A job that does not move, and where it stands. */
  public record Stuck(JobInHand job, JobInHand.Stand stand) {

    /** Whether nobody has asked that of this job before. */
    public boolean isNews() {
      return job.report();
    }

    @Override
    public String toString() {
      return "The job of " + job.observable() + " stands " + stand;
    }
  }

  /**
   * Ends the steps at which jobs stand for so long, where that is possible; the jobs fail there and go back to the queue.
   *
   * @param executor for what the routes of those jobs do next
   */
  public void free(Duration limit, Executor executor) {
    all().forEach(job -> job.free(limit, executor));
  }

  private JobInHand begin(Exchange exchange) {
    JobInHand job = JobInHand.begin(exchange, repeats);
    synchronized (this) {
      jobs.add(job);
    }
    atEnd(exchange, done -> end(job));
    return job;
  }

  /**
   * Does something when a job has ended.
   *
   * @param exchange the one that the job came with
   * @param then gets the same exchange
   */
  public static void atEnd(Exchange exchange, Consumer<Exchange> then) {
    exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
      @Override
      public void onDone(Exchange done) {
        then.accept(done);
      }

      @Override
      public boolean allowHandover() {
        return false; // the job ends with its own exchange, not with what a copy of it does later
      }
    });
  }

  private void end(JobInHand job) {
    job.end();
    synchronized (this) {
      jobs.remove(job);
      notifyAll();
    }
  }

  @Override
  public Processor wrapProcessorInInterceptors(CamelContext context, NamedNode node, Processor target, @Nullable Processor next) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        JobInHand job = JobInHand.of(exchange);
        if (job == null && ROUTES.contains(exchange.getFromRouteId())) {
          job = begin(exchange);
        }
        if (job == null) {
          return super.process(exchange, callback);
        }
        JobInHand.Step step = job.enter(exchange, node, callback);
        boolean done = super.process(exchange, step);
        if (!done) {
          step.waits();
        }
        return done;
      }
    };
  }

  static String route(NamedNode node) {
    return String.valueOf(CamelContextHelper.getRouteId(node));
  }

  static String name(NamedNode node) {
    return StepName.of(node.getId(), node.getLabel());
  }

  /** What was said before is summed up from time to time. */
  public void sumUp() {
    repeats.look();
  }
}
