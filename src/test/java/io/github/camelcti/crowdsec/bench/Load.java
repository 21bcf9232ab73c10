package io.github.camelcti.crowdsec.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Jobs through one connector: as many as asked for are outstanding all the time, in the queue or in hand, and for each
 * that ends another one is published. So the queue never runs dry while it is measured, and is never longer than said.
 */
final class Load {

  private static final Duration RUN_WITHIN = Duration.ofSeconds(120);
  private static final int NUMBERS = 1 << 19;

  /** What all counters said when a job ended. */
  private record Mark(long at, long cpuMillis, long doublesCpuNanos, long machineCpuMillis, long platformCalls, long bytes,
      long crowdSecCalls, long overlapped) {}

  private final Stand stand;
  private final OperatingSystemMXBean own = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final long[] publishedAt = new long[NUMBERS];
  // All below: guarded by this
  private int published;
  private int outstanding;
  private int ended;
  private int keep;
  private int from;
  private int until = -1;
  private IntUnaryOperator observable = job -> job;
  private List<Long> latencies = new ArrayList<>();
  private List<Long> added = new ArrayList<>();
  private Mark first;
  private Mark last;
  private Exception failure;

  Load(Stand stand) {
    this.stand = stand;
    stand.platform.onClosed(this::closed);
  }

  /** Puts jobs into the queue, before a connector is there. */
  synchronized void preload(int jobs) throws IOException {
    fill(jobs);
  }

  /**
   * Runs jobs with doubles that answer at once, and counts nothing.
   *
   * @param jobs how many
   * @param length how many are outstanding
   */
  void warmUp(int jobs, int length) throws Exception {
    stand.hurry(true);
    run(jobs, length, job -> job);
    stand.hurry(false);
  }

  /**
   * Runs jobs and gives the numbers. What is left in the queue stays there, and is what the next run begins with.
   *
   * @param jobs how many are counted; as many as are in hand at a time go before
   * @param length how many are outstanding
   * @param observableOf number of the address, by the job's number
   */
  Map<String, Double> run(int jobs, int length, IntUnaryOperator observableOf) throws Exception {
    synchronized (this) {
      observable = observableOf;
      latencies = new ArrayList<>();
      added = new ArrayList<>();
      from = ended + Math.min(length, 64);
      until = from + jobs;
      keep = length;
      fill(length);
      await(() -> ended >= until);
      keep = 0;
      return numbers(jobs);
    }
  }

  /** Empties the queue and waits for the jobs in hand. */
  synchronized void drain() throws Exception {
    keep = 0;
    outstanding -= stand.jobs.purge();
    await(() -> outstanding == 0);
  }

  /** Jobs that have ended so far, counted or not. */
  synchronized int ended() {
    return ended;
  }

  private interface Condition {
    boolean holds();
  }

  private void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + RUN_WITHIN.toNanos();
    while (!condition.holds()) {
      stand.checkAlive();
      if (failure != null) {
        throw failure;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(outstanding + " jobs are outstanding, and nothing more has come within " + RUN_WITHIN);
      }
      wait(100);
    }
  }

  private void fill(int length) throws IOException {
    while (outstanding < length) {
      publishedAt[published % NUMBERS] = System.nanoTime();
      outstanding++;
      stand.jobs.publish(published, observable.applyAsInt(published));
      published++;
    }
  }

  private synchronized void closed(String workId, long at, boolean pushed) {
    try {
      int job = JobSource.jobOf(workId);
      if (!pushed || publishedAt[job % NUMBERS] == 0) {
        throw new IllegalStateException("job " + job + (pushed ? " ended twice" : " ended without a bundle"));
      }
      long latency = at - publishedAt[job % NUMBERS];
      publishedAt[job % NUMBERS] = 0;
      outstanding--;
      ended++;
      if (ended > from && ended <= until) {
        latencies.add(latency);
        if (keep == 1) { // only then are the last answers this job's
          added.add(latency - stand.platform.lastHeldOnTheWay() - stand.crowdSec.lastHeld());
        }
      }
      first = ended == from ? mark(at) : first;
      last = ended == until ? mark(at) : last;
      fill(keep);
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    notifyAll();
  }

  private Mark mark(long at) throws IOException {
    return new Mark(at, stand.gauge().cpuMillis(), own.getProcessCpuTime(), Gauge.machineCpuMillis(), stand.platform.calls(),
        stand.platform.bytes(), stand.crowdSec.calls(), stand.platform.overlapped());
  }

  private Map<String, Double> numbers(double jobs) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    double cpu = last.cpuMillis - first.cpuMillis;
    double doubles = (last.doublesCpuNanos - first.doublesCpuNanos) / 1e6;
    numbers.put("jobs_per_second", jobs * 1e9 / (last.at - first.at));
    percentiles(numbers, "latency", latencies);
    if (!added.isEmpty()) {
      percentiles(numbers, "added", added);
    }
    numbers.put("cpu_ms_per_job", cpu / jobs);
    numbers.put("doubles_cpu_ms_per_job", doubles / jobs);
    numbers.put("other_cpu_ms_per_job", Math.max(0, last.machineCpuMillis - first.machineCpuMillis - cpu - doubles) / jobs);
    numbers.put("platform_calls_per_job", (last.platformCalls - first.platformCalls) / jobs);
    numbers.put("platform_bytes_per_job", (last.bytes - first.bytes) / jobs);
    numbers.put("crowdsec_calls_per_job", (last.crowdSecCalls - first.crowdSecCalls) / jobs);
    numbers.put("overlapped_per_job", (last.overlapped - first.overlapped) / jobs);
    return numbers;
  }

  private static void percentiles(Map<String, Double> numbers, String name, List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    for (int percent : new int[] {50, 95, 99}) {
      int at = (int) Math.ceil(sorted.length * percent / 100.0) - 1;
      numbers.put(name + "_p" + percent + "_ms", sorted[Math.max(0, at)] / 1e6);
    }
  }
}
