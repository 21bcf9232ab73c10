package io.github.camelcti.crowdsec.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.bench.Scenario.Spread;
import io.github.camelcti.crowdsec.cli.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link Throughput} has measured, as tables for people and as {@code target/throughput.json}. */
final class Report {

  private static final double ALIKE = 1.1;

  private final Figures ours;
  private final Figures peer;
  private final Map<String, Object> conditions = new LinkedHashMap<>();
  private final double criticalPlatformCalls;

  /** @param peer the connector that ran beside ours; without scenarios if there was none */
  Report(Figures ours, Figures peer, int jobs, int repeats, int warmUp, String loadAtBegin) {
    this.ours = ours;
    this.peer = peer;
    conditions.put("jobs", jobs);
    conditions.put("repeats", repeats);
    conditions.put("warm_up_jobs", warmUp);
    conditions.put("platform_latency_ms", Stand.PLATFORM_LATENCY.toMillis());
    conditions.put("crowdsec_latency_ms", Stand.CROWDSEC_LATENCY.toMillis());
    conditions.put("cores", Runtime.getRuntime().availableProcessors());
    conditions.put("java", System.getProperty("java.vm.version"));
    conditions.put("added_java_options", PackagedConnector.addedOptions());
    conditions.put("load_before", loadAtBegin);
    Scenario one = named("one job at a time");
    criticalPlatformCalls = Math.rint(one.median("platform_calls_per_job") - one.median("overlapped_per_job"));
    conditions.put("platform_calls_one_after_the_other_per_job", criticalPlatformCalls);
  }

  /** Prints and stores it. */
  void tell() throws IOException {
    List<Target> targets = targets();
    Map<String, Object> all = new LinkedHashMap<>(conditions);
    all.put("targets", targets);
    List<Object> measured = new ArrayList<>();
    for (Scenario scenario : ours.scenarios()) {
      Map<String, Object> of = new LinkedHashMap<>();
      of.put("name", scenario.name());
      of.put("concurrency", scenario.concurrency());
      of.put("jobs", scenario.jobs());
      if (scenario.jobs() > 0) {
        of.put("physical_limit_jobs_per_second", limit(scenario));
      }
      scenario.runs().stream().flatMap(run -> run.keySet().stream()).distinct()
          .forEach(number -> of.put(number, scenario.of(number)));
      of.put("runs", scenario.runs());
      measured.add(of);
    }
    all.put("scenarios", measured);
    all.put("until_seen", ours.seen());
    all.put("peer", peer);
    all.put("worker_ms_per_object", PretendedWorker.MILLIS_OF_AN_OBJECT);
    Files.writeString(Path.of("target", "throughput.json"),
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    print(targets);
  }

  /** How many jobs a second there can be at most: the doubles hold each job for so long. */
  private double limit(Scenario scenario) {
    return scenario.concurrency() * 1000.0 / (criticalPlatformCalls * Stand.PLATFORM_LATENCY.toMillis()
        + Math.rint(scenario.median("crowdsec_calls_per_job")) * Stand.CROWDSEC_LATENCY.toMillis());
  }

  private List<Target> targets() {
    Scenario four = named("concurrency 4 (default)");
    Scenario many = named("concurrency 32");
    Scenario one = named("one job at a time");
    Scenario start = named("start");
    List<Target> targets = new ArrayList<>();
    Spread rate = four.of("jobs_per_second");
    double percent = 100 / limit(four);
    targets.add(Target.atLeast("jobs/s, concurrency 4", 60, "", rate, "7.5 (0.95)"));
    targets.add(Target.atLeast("... share of the physical limit, %", 85, "",
        new Spread(rate.median() * percent, rate.min() * percent, rate.max() * percent), ""));
    targets.add(Target.atLeast("jobs/s, concurrency 32", 300, "", many.of("jobs_per_second"), "7.5 (0.95)"));
    targets.add(Target.atMost("platform calls per job", 3.1, "", four.of("platform_calls_per_job"), "16.1 (15.6 to 24.5)"));
    targets.add(Target.atMost("CrowdSec calls per job", 1, "", four.of("crowdsec_calls_per_job"), ""));
    targets.add(Target.atMost("CrowdSec calls, same addresses", 0, "",
        named("the same 50 addresses").of("crowdsec_calls_per_job"), ""));
    targets.add(Target.atMost("CPU per job, ms", 4, "", four.of("cpu_ms_per_job"), "41 (33 to 48)"));
    targets.add(Target.atMost("start until registered, ms", PackagedConnector.LINKED ? 1000 : 1200, "",
        start.of("registered_ms"), "1,350 (800 to 1,300)"));
    targets.add(Target.atMost("memory idle, MB", 110, "", megabytes(start.of("rss_idle_kb")), "69 (60)"));
    targets.add(Target.atMost("CPU at rest per minute, ms", 100, "", start.of("rest_cpu_ms_per_minute"), ""));
    targets.add(Target.atMost("memory at most, concurrency 4, MB", 150, "", megabytes(four.of("rss_peak_kb")), ""));
    targets.add(Target.atMost("memory at most, concurrency 32, MB", 150, "", megabytes(many.of("rss_peak_kb")), ""));
    targets.add(Target.atMost("added latency p99, one at a time, ms", 20, "", one.of("added_p99_ms"), ""));
    double[] queues = ours.scenarios().stream().filter(it -> it.name().startsWith("queue of "))
        .mapToDouble(it -> it.median("jobs_per_second")).sorted().toArray();
    if (queues.length > 0) {
      double apart = queues[queues.length - 1] / queues[0];
      targets.add(Target.atMost("fastest / slowest over lengths of the queue", ALIKE, "", new Spread(apart, apart, apart), ""));
    }
    return targets;
  }

  private Scenario named(String name) {
    return ours.named(name);
  }

  private static Spread megabytes(Spread kb) {
    return new Spread(kb.median() / 1024, kb.min() / 1024, kb.max() / 1024);
  }

  private void print(List<Target> targets) {
    System.out.println();
    conditions.forEach((name, value) -> System.out.println(name + ": " + value));
    System.out.println("Physical limit: concurrency / (" + Target.number(criticalPlatformCalls) + " x "
        + Stand.PLATFORM_LATENCY.toMillis() + " ms + CrowdSec calls per job x " + Stand.CROWDSEC_LATENCY.toMillis() + " ms)");
    System.out.println("Numbers are medians of the runs, (smallest..largest) behind them.");
    TextTable table = new TextTable().row("scenario", "jobs/s", "limit", "%", "p50 ms", "p95", "p99", "CPU ms/job", "calls/job",
        "KB/job", "CrowdSec", "alloc. KB/job", "doubles' CPU", "other CPU", "warmed by jobs");
    ours.scenarios().stream().filter(it -> it.jobs() > 0).forEach(it -> table.row(row(it)));
    System.out.println(table);
    Scenario start = named("start");
    System.out.println("start: registered after " + text(start.of("registered_ms")) + " ms with " + text(start.of("registered_cpu_ms"))
        + " ms of CPU, first consumer after " + text(start.of("consumes_ms")) + " ms with " + text(start.of("consumes_cpu_ms")));
    Scenario one = named("one job at a time");
    System.out.println("added to one job: p50 " + text(one.of("added_p50_ms")) + " ms, p95 " + text(one.of("added_p95_ms"))
        + ", p99 " + text(one.of("added_p99_ms")) + "\n");
    // With so many jobs at once, the processors are the limit.
    Scenario many = named("concurrency 32");
    double percent = many.median("jobs_per_second") / (10.0 * Runtime.getRuntime().availableProcessors());
    System.out.println("concurrency 32: of the processors, the connector used " + Target.number(percent * many.median("cpu_ms_per_job"))
        + " %, the doubles " + Target.number(percent * many.median("doubles_cpu_ms_per_job")) + " %, RabbitMQ and all else "
        + Target.number(percent * many.median("other_cpu_ms_per_job")) + " %\n");
    TextTable side = new TextTable().row("jobs at once", "until seen, p50 s", "p95", "objects/job", "KB pushed/job");
    ours.seen().forEach(it -> side.row(it.name(), Target.number(it.median("seen_p50_ms") / 1000),
        Target.number(it.median("seen_p95_ms") / 1000), Target.number(it.median("objects_per_job")),
        Target.number(it.median("push_bytes_per_job") / 1024)));
    System.out.println("When an analyst sees the result, if OpenCTI's worker takes " + PretendedWorker.MILLIS_OF_AN_OBJECT
        + " ms for each object:\n" + side);
    TextTable judged = new TextTable().row("number", "target", "measured", "", "Python connector");
    targets.forEach(it -> judged.row(it.name(), it.target(),
        text(new Spread(it.measured(), it.min(), it.max())), it.met() ? "met" : "NOT MET", it.python()));
    System.out.println(judged);
    System.out.println("Figures of the Python connector are of release 7.260817.0, measured on 2026-11-30, and in brackets those"
        + " of the release before, which waited a second for each message.");
    if (!peer.scenarios().isEmpty()) {
      System.out.println("\nThe other connector, in the same run:\n" + besides());
    }
  }

  private TextTable besides() {
    TextTable table = new TextTable().row("number", "ours", "other", "other / ours");
    String four = "concurrency 4 (default)";
    compare(table, "jobs/s", four, "jobs_per_second", 1);
    compare(table, "calls to OpenCTI per job", four, "platform_calls_per_job", 1);
    compare(table, "KB to and from OpenCTI per job", four, "platform_bytes_per_job", 1024);
    compare(table, "CPU per job, ms", four, "cpu_ms_per_job", 1);
    compare(table, "memory at most, MB", four, "rss_peak_kb", 1024);
    compare(table, "added latency p50, ms", "one job at a time", "added_p50_ms", 1);
    compare(table, "start until registered, ms", "start", "registered_ms", 1);
    compare(table, "memory idle, MB", "start", "rss_idle_kb", 1024);
    compare(table, "CPU at rest per minute, ms", "start", "rest_cpu_ms_per_minute", 1);
    for (int i = 0; i < Math.min(ours.seen().size(), peer.seen().size()); i++) {
      for (String number : List.of("seen_p50_ms", "seen_p95_ms", "objects_per_job", "push_bytes_per_job")) {
        compare(table, number + ", " + ours.seen().get(i).name(), ours.seen().get(i).median(number),
            peer.seen().get(i).median(number));
      }
    }
    return table;
  }

  private void compare(TextTable table, String name, String scenario, String number, double unit) {
    compare(table, name, ours.named(scenario).median(number) / unit, peer.named(scenario).median(number) / unit);
  }

  private static void compare(TextTable table, String name, double ours, double other) {
    table.row(name, Target.number(ours), Target.number(other), Target.number(other / ours));
  }

  private String[] row(Scenario of) {
    double limit = limit(of);
    Spread allocated = of.of("allocated_bytes_per_job");
    return new String[] {of.name(), text(of.of("jobs_per_second")), Target.number(limit),
        Target.number(of.median("jobs_per_second") / limit * 100), text(of.of("latency_p50_ms")),
        text(of.of("latency_p95_ms")), text(of.of("latency_p99_ms")), text(of.of("cpu_ms_per_job")),
        Target.number(of.median("platform_calls_per_job")), Target.number(of.median("platform_bytes_per_job") / 1024),
        Target.number(of.median("crowdsec_calls_per_job")),
        allocated == null ? "" : Target.number(allocated.median() / 1024),
        Target.number(of.median("doubles_cpu_ms_per_job")), Target.number(of.median("other_cpu_ms_per_job")),
        Target.number(of.of("jobs_before").min())};
  }

  private static String text(Spread of) {
    return of.min() == of.max() ? Target.number(of.median())
        : Target.number(of.median()) + " (" + Target.number(of.min()) + ".." + Target.number(of.max()) + ")";
  }
}
