package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.doubles.Broker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * How fast and how small the connector is: the packaged jar on a real RabbitMQ, with light doubles of OpenCTI and CrowdSec
 * that answer after a set time. {@code bench/throughput} runs it. Fails when a job is lost or
 * ends in another way than it should; a target that is not met is a line of the report.
 */
public final class Throughput {

  /** What CrowdSec says in all scenarios but one: a malicious address with everything that answers have. */
  static final String ORDINARY = "200-malicious-full";

  private static final String LARGEST = "200-huge";
  private static final int DEFAULT_CONCURRENCY = 4;
  private static final int HIGH_CONCURRENCY = 32;
  private static final int WARM_UP = 2000;
  private static final int SHORT_WARM_UP = 1000;
  private static final int SAME_ADDRESSES = 50;
  private static final long IDLE_MILLIS = 10_000;
  /** With a ping, at least. */
  private static final long REST_MILLIS = 60_000;
  /** Jobs that come at once. */
  static final List<Integer> IN_HAND = List.of(1, 10, 300);

  private final int jobs = Integer.getInteger("throughput.jobs", 600);
  private final int repeats = Integer.getInteger("throughput.repeats", 3);
  private final int longest = Integer.getInteger("throughput.longest", 10_000);
  private final String peerCommand = System.getenv().getOrDefault("THROUGHPUT_PEER", "");
  private Figures figures = new Figures();
  private String command = "";
  private final long begin = System.nanoTime();
  private int named;

  private Throughput() {}

  /**
   * Takes the system properties {@code throughput.jobs}, {@code throughput.repeats} and {@code throughput.longest}, and
   * the environment variable {@code THROUGHPUT_PEER}, the command that starts another connector.
   */
  public static void main(String[] args) throws Exception {
    new Throughput().run();
    System.exit(0); // the broker's client has threads of its own
  }

  private void run() throws Exception {
    String before = Files.readString(Path.of("/proc/loadavg")).strip();
    PackagedConnector.archiveClasses();
    Figures ours = figures;
    try (Broker broker = Broker.start()) {
      starts(broker);
      oneAtATime(broker);
      defaultConcurrency(broker);
      highConcurrency(broker);
      for (int length = 10; length <= longest; length = length == 10 ? 1000 : 10 * length) {
        queue(broker, length);
      }
      figures = new Figures();
      if (!peerCommand.isBlank()) {
        command = peerCommand;
        starts(broker);
        oneAtATime(broker);
        defaultConcurrency(broker);
      }
    }
    new Report(ours, figures, jobs, repeats, WARM_UP, before).tell();
  }

  private void starts(Broker broker) throws Exception {
    List<Map<String, Double>> runs = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      try (Stand stand = stand(broker, "start", 0)) {
        Stand.Start start = stand.start();
        Thread.sleep(IDLE_MILLIS);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("registered_ms", (double) start.registeredMillis());
        numbers.put("registered_cpu_ms", (double) start.registeredCpuMillis());
        numbers.put("consumes_ms", (double) start.consumesMillis());
        numbers.put("consumes_cpu_ms", (double) start.consumesCpuMillis());
        numbers.put("rss_idle_kb", (double) stand.gauge().residentKb());
        if (i == repeats - 1) {
          long before = stand.gauge().cpuMillis();
          Thread.sleep(REST_MILLIS);
          numbers.put("rest_cpu_ms_per_minute", (double) (stand.gauge().cpuMillis() - before));
        }
        runs.add(numbers);
      }
    }
    add(new Scenario("start", DEFAULT_CONCURRENCY, 0, runs));
  }

  private void oneAtATime(Broker broker) throws Exception {
    try (Stand stand = stand(broker, "one-at-a-time", 1)) {
      Load load = started(stand, WARM_UP, 2);
      measure(load, "one job at a time", 1, Math.max(1, jobs / 3), 1, job -> job);
    }
  }

  private void defaultConcurrency(Broker broker) throws Exception {
    try (Stand stand = stand(broker, "concurrency-default", 0)) {
      Load load = started(stand, WARM_UP, 2 * DEFAULT_CONCURRENCY);
      Scenario ordinary = measure(load, "concurrency 4 (default)", DEFAULT_CONCURRENCY, jobs, 2 * DEFAULT_CONCURRENCY, job -> job);
      peak(stand, ordinary);
      load.run(2 * SAME_ADDRESSES, 2 * DEFAULT_CONCURRENCY, job -> job % SAME_ADDRESSES); // asked once, and kept
      load.drain();
      measure(load, "the same 50 addresses", DEFAULT_CONCURRENCY, jobs, 2 * DEFAULT_CONCURRENCY, job -> job % SAME_ADDRESSES);
      stand.crowdSec.answer(LARGEST);
      measure(load, "largest answer", DEFAULT_CONCURRENCY, Math.max(1, jobs / 4), 2 * DEFAULT_CONCURRENCY, job -> job);
      stand.crowdSec.answer(ORDINARY);
      seen(load);
      if (command.isBlank()) {
        // Last, for it loads Java's management agent into the connector.
        allocation(stand, load, ordinary);
      }
    }
  }

  /** What all results share is with OpenCTI by now. */
  private void seen(Load load) throws Exception {
    for (int inHand : IN_HAND) {
      List<Map<String, Double>> runs = new ArrayList<>();
      for (int i = 0; i < repeats; i++) {
        runs.add(load.burst(inHand));
      }
      figures.seen().add(new Scenario(inHand + " in hand", DEFAULT_CONCURRENCY, inHand, runs));
    }
  }

  private void highConcurrency(Broker broker) throws Exception {
    try (Stand stand = stand(broker, "concurrency-" + HIGH_CONCURRENCY, HIGH_CONCURRENCY)) {
      Load load = started(stand, WARM_UP, 2 * HIGH_CONCURRENCY);
      peak(stand, measure(load, "concurrency " + HIGH_CONCURRENCY, HIGH_CONCURRENCY, 4 * jobs, 2 * HIGH_CONCURRENCY, job -> job));
    }
  }

  /** The queue has its length before the connector is there, and keeps it. */
  private void queue(Broker broker, int length) throws Exception {
    try (Stand stand = stand(broker, "queue-" + length, 0)) {
      Load load = new Load(stand);
      load.preload(length);
      stand.start();
      load.warmUp(SHORT_WARM_UP, length);
      // RabbitMQ has its own work with thousands of messages that have just come.
      load.run(DEFAULT_CONCURRENCY * 10, length, job -> job);
      List<Map<String, Double>> runs = new ArrayList<>();
      for (int i = 0; i < repeats; i++) {
        runs.add(load.run(Math.max(1, jobs / 2), length, job -> job));
      }
      load.drain();
      add(new Scenario("queue of " + length, DEFAULT_CONCURRENCY, Math.max(1, jobs / 2), runs));
    }
  }

  private Stand stand(Broker broker, String name, int concurrency) throws Exception {
    System.out.println("... " + name + ", " + (System.nanoTime() - begin) / 1_000_000_000 + " s since the begin");
    return new Stand(broker, ++named + "-" + name, concurrency, command);
  }

  private static Load started(Stand stand, int warmUp, int outstanding) throws Exception {
    Load load = new Load(stand);
    stand.start();
    load.warmUp(warmUp, outstanding);
    load.drain();
    return load;
  }

  private Scenario measure(Load load, String name, int concurrency, int counted, int outstanding, IntUnaryOperator observable)
      throws Exception {
    List<Map<String, Double>> runs = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      runs.add(load.run(counted, outstanding, observable));
      load.drain();
    }
    return add(new Scenario(name, concurrency, counted, runs));
  }

  /** The most memory so far, which is one number of the process and not of a run. */
  private static void peak(Stand stand, Scenario scenario) throws Exception {
    double peak = stand.gauge().peakKb();
    scenario.runs().forEach(run -> run.put("rss_peak_kb", peak));
  }

  private void allocation(Stand stand, Load load, Scenario scenario) throws Exception {
    try (Allocation allocation = new Allocation(stand.pid())) {
      for (Map<String, Double> run : scenario.runs()) {
        long before = allocation.bytes();
        int ended = load.ended();
        load.run(Math.max(1, jobs / 4), 2 * DEFAULT_CONCURRENCY, job -> job);
        load.drain();
        run.put("allocated_bytes_per_job", (allocation.bytes() - before) / (double) (load.ended() - ended));
      }
    }
  }

  private Scenario add(Scenario scenario) {
    figures.scenarios().add(scenario);
    return scenario;
  }
}
