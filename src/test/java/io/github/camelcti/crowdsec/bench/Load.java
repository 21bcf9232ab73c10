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

  /** On a slow machine a run counts the jobs that have ended by then. */
  private static final Duration RUN_FOR = Duration.ofSeconds(12);
  private static final Duration WARM_UP_FOR = Duration.ofSeconds(20);
  private static final Duration STANDSTILL = Duration.ofSeconds(60);
  private static final int NUMBERS = 1 << 19;

  /** What all counters said when a job ended. */
  private record Mark(long at, long cpuMillis, long doublesCpuNanos, long machineCpuMillis, long platformCalls, long bytes,
      long crowdSecCalls, long overlapped) {}

  /** What came of the calls of a run is known exactly once all of its jobs have ended. */
  private record Counts(int ended, long platformCalls, long bytes, long crowdSecCalls) {}

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
  private List<Long> seen = new ArrayList<>();
  private PretendedWorker worker = new PretendedWorker();
  private long objects;
  private long bundleBytes;
  private Mark first;
  private Mark last;
  private Counts begin;
  private Map<String, Double> numbers;
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
    run(jobs, length, job -> job, WARM_UP_FOR);
    stand.hurry(false);
  }

  /**
   * Runs jobs and gives the numbers. What is left in the queue stays there, and is what the next run begins with.
   *
   * @param jobs how many are counted, unless the time is up; as many as are outstanding, but no more than 64, go before
   * @param length how many are outstanding
   * @param observableOf number of the address, by the job's number
   */
  Map<String, Double> run(int jobs, int length, IntUnaryOperator observableOf) throws Exception {
    return run(jobs, length, observableOf, RUN_FOR);
  }

  private synchronized Map<String, Double> run(int jobs, int length, IntUnaryOperator observableOf, Duration atMost)
      throws Exception {
    observable = observableOf;
    latencies = new ArrayList<>();
    added = new ArrayList<>();
    from = ended + Math.min(length, 64);
    until = from + jobs;
    keep = length;
    begin = outstanding == 0 ? counts() : null;
    fill(length);
    long timeUp = System.nanoTime() + atMost.toNanos();
    await(() -> {
      if (System.nanoTime() > timeUp && ended > from) {
        until = Math.min(until, ended + 1);
      }
      return ended >= until;
    });
    keep = 0;
    numbers = numbers(until - from);
    return numbers;
  }

  /**
   * Publishes jobs all at once, and tells when an analyst sees their results: when OpenCTI's worker, which has nothing else
   * to do, is through with them.
   *
   * @param jobs how many
   */
  synchronized Map<String, Double> burst(int jobs) throws Exception {
    seen = new ArrayList<>();
    worker = new PretendedWorker();
    objects = 0;
    bundleBytes = 0;
    until = -1;
    keep = 0;
    observable = job -> job;
    fill(jobs);
    await(() -> outstanding == 0);
    Map<String, Double> all = new LinkedHashMap<>();
    percentiles(all, "seen", seen);
    all.put("objects_per_job", objects / (double) jobs);
    all.put("push_bytes_per_job", bundleBytes / (double) jobs);
    return all;
  }

  /** Empties the queue and waits for the jobs in hand: then the last run's calls per job are exact. */
  synchronized void drain() throws Exception {
    keep = 0;
    outstanding -= stand.jobs.purge();
    await(() -> outstanding == 0);
    if (begin != null) {
      Counts end = counts();
      double jobs = end.ended - begin.ended;
      numbers.put("platform_calls_per_job", (end.platformCalls - begin.platformCalls) / jobs);
      numbers.put("platform_bytes_per_job", (end.bytes - begin.bytes) / jobs);
      numbers.put("crowdsec_calls_per_job", (end.crowdSecCalls - begin.crowdSecCalls) / jobs);
    }
  }

  private Counts counts() {
    return new Counts(ended, stand.platform.calls(), stand.platform.bytes(), stand.crowdSec.calls());
  }

  /** Jobs that have ended so far, counted or not. */
  synchronized int ended() {
    return ended;
  }

  private interface Condition {
    boolean holds();
  }

  private void await(Condition condition) throws Exception {
    int before = ended;
    long movedAt = System.nanoTime();
    while (!condition.holds()) {
      stand.checkAlive();
      if (failure != null) {
        throw failure;
      }
      if (ended > before) {
        before = ended;
        movedAt = System.nanoTime();
      } else if (System.nanoTime() > movedAt + STANDSTILL.toNanos()) {
        throw new IllegalStateException(outstanding + " jobs are outstanding, and none has ended for " + STANDSTILL.toSeconds() + " s");
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

  private synchronized void closed(String workId, long at, int pushed, int bytes) {
    try {
      int job = JobSource.jobOf(workId);
      if (pushed == 0 || publishedAt[job % NUMBERS] == 0) {
        throw new IllegalStateException("job " + job + (pushed > 0 ? " ended twice" : " ended without a bundle"));
      }
      long latency = at - publishedAt[job % NUMBERS];
      seen.add(worker.importedAt(at, pushed) - publishedAt[job % NUMBERS]);
      objects += pushed;
      bundleBytes += bytes;
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
    Map<String, Double> all = new LinkedHashMap<>();
    double cpu = last.cpuMillis - first.cpuMillis;
    double doubles = (last.doublesCpuNanos - first.doublesCpuNanos) / 1e6;
    all.put("jobs_before", (double) from);
    all.put("counted_jobs", jobs);
    all.put("jobs_per_second", jobs * 1e9 / (last.at - first.at));
    percentiles(all, "latency", latencies);
    if (!added.isEmpty()) {
      percentiles(all, "added", added);
    }
    all.put("cpu_ms_per_job", cpu / jobs);
    all.put("doubles_cpu_ms_per_job", doubles / jobs);
    all.put("other_cpu_ms_per_job", Math.max(0, last.machineCpuMillis - first.machineCpuMillis - cpu - doubles) / jobs);
    all.put("platform_calls_per_job", (last.platformCalls - first.platformCalls) / jobs);
    all.put("platform_bytes_per_job", (last.bytes - first.bytes) / jobs);
    all.put("crowdsec_calls_per_job", (last.crowdSecCalls - first.crowdSecCalls) / jobs);
    all.put("overlapped_per_job", (last.overlapped - first.overlapped) / jobs);
    return all;
  }

  private static void percentiles(Map<String, Double> numbers, String name, List<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    for (int percent : new int[] {50, 95, 99}) {
      int at = (int) Math.ceil(sorted.length * percent / 100.0) - 1;
      numbers.put(name + "_p" + percent + "_ms", sorted[Math.max(0, at)] / 1e6);
    }
  }
}
