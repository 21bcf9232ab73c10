package io.github.camelcti.crowdsec.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Many jobs through several processes while everything fails at random, and the proof that nothing is lost and CrowdSec
 * is not asked more often than the faults explain. {@code bench/chaos} runs it. Exit code 1 when something is off.
 */
public final class Chaos {

  private static final Duration HEALED_WITHIN = Duration.ofMinutes(5);

  private final int jobs = Integer.getInteger("chaos.jobs", 1000);
  private final int seconds = Integer.getInteger("chaos.seconds", 180);
  private final int processes = Integer.getInteger("chaos.processes", 3);
  private final long seed = Long.getLong("chaos.seed", 1L);
  private final Lock brokerLock = new ReentrantLock(true);
  private final List<Replica> replicas = new ArrayList<>();
  /** The address of each work. */
  private final Map<String, String> asked = new LinkedHashMap<>();

  private Chaos() {}

  /** Takes system properties: {@code chaos.jobs}, {@code .seconds}, {@code .processes}, {@code .seed}. */
  public static void main(String[] args) throws Exception {
    System.exit(new Chaos().run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    System.out.printf("%d jobs, %d processes, %d s of faults, seed %d%n", jobs, processes, seconds, seed);
    Path home = Path.of("target", "chaos", Long.toString(System.currentTimeMillis())).toAbsolutePath();
    try (Broker broker = Broker.start(); OpenCtiDouble openCti = OpenCtiDouble.start(broker)) {
      Map<String, String> settings = settings(openCti);
      for (int i = 1; i <= processes; i++) {
        replicas.add(new Replica("process-" + i, home, settings));
      }
      try {
        return run(broker, openCti, settings.get("CONNECTOR_ID"));
      } finally {
        for (Replica replica : replicas) {
          replica.close();
        }
      }
    }
  }

  private static Map<String, String> settings(OpenCtiDouble openCti) {
    Map<String, String> settings;
    try (CrowdSecDouble notTheirs = CrowdSecDouble.start()) {
      settings = RunningConnector.environment(openCti, notTheirs);
    }
    // Patient enough for every fault that is done here: whatever ends in error is a finding.
    settings.put("CROWDSEC_RETRY_DELAY", "1s");
    settings.put("CROWDSEC_RETRY_DELAY_MAX", "5s");
    settings.put("CROWDSEC_MAX_RETRIES", "5");
    settings.put("CROWDSEC_RESPONSE_TIMEOUT", "3s");
    return settings;
  }

  private boolean run(Broker broker, OpenCtiDouble openCti, String connectorId) throws Exception {
    for (Replica replica : replicas) {
      replica.start();
    }
    replicas.forEach(Replica::awaitReady);
    Instant begin = Instant.now();
    Thread feeder = new Thread(() -> feed(openCti, connectorId), "feeder");
    feeder.setDaemon(true);
    feeder.start();
    Mischief mischief = new Mischief(seed, openCti, replicas, brokerLock);
    while (Duration.between(begin, Instant.now()).toSeconds() < seconds) {
      mischief.next();
    }
    feeder.join();
    System.out.println("All is healthy again; waiting for " + open(openCti) + " works");
    Instant healed = Instant.now();
    while (open(openCti) > 0 && Duration.between(healed, Instant.now()).compareTo(HEALED_WITHIN) < 0) {
      Thread.sleep(200);
    }
    Duration after = Duration.between(healed, Instant.now());
    Thread.sleep(2000); // so that late acknowledgements and late calls are counted
    for (Replica replica : replicas) {
      replica.terminate(); // what was not acknowledged is in the queue then
    }
    return new Account(broker.depth("listen_" + connectorId), openCti, mischief, after).tell();
  }

  private static long open(OpenCtiDouble openCti) {
    return openCti.works().stream().filter(work -> !work.status().equals("complete")).count();
  }

  /** Spreads the jobs over most of the time. Every tenth address is asked for once more, a while later. */
  private void feed(OpenCtiDouble openCti, String connectorId) {
    Random random = new Random(seed + 1);
    List<String> again = new ArrayList<>();
    long pause = Math.max(1, seconds * 800L / jobs);
    try {
      for (int i = 0; asked.size() < jobs; i++) {
        String address = again.size() > 3 ? again.remove(0) : fresh(i, random, again);
        brokerLock.lock();
        try {
          asked.put(openCti.ask(connectorId, openCti.addObservable(address)), address);
        } finally {
          brokerLock.unlock();
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String fresh(int i, Random random, List<String> again) {
    String address = "198.18." + i / 250 + "." + (i % 250 + 1);
    Step known = random.nextInt(3) == 0 ? Step.status(404, "{\"message\": \"IP address information not found\"}")
        : Step.ok(Samples.read("200-malicious-full", address));
    Step step = Step.delayed(Duration.ofMillis(20 + random.nextInt(400)), known);
    replicas.forEach(replica -> replica.crowdSec.script(address, step));
    if (random.nextInt(10) == 0) {
      again.add(address);
    }
    return address;
  }

  /** What came of it. */
  private final class Account {

    private final Map<String, Object> numbers = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Integer> errors = new TreeMap<>();

    Account(long depth, OpenCtiDouble openCti, Mischief mischief, Duration healing) {
      List<WorkView> works = openCti.works();
      long complete = works.stream().filter(work -> work.status().equals("complete")).count();
      List<WorkView> inError = works.stream().filter(work -> !work.errors().isEmpty()).toList();
      inError.forEach(work -> errors.merge(
          String.join(" | ", work.errors()).replaceAll("(\\d+\\.){3}\\d+", "(address)"), 1, Integer::sum));
      long empty = works.stream().filter(work -> work.status().equals("complete") && work.errors().isEmpty()
          && openCti.observable(work.observableId()).references().isEmpty()).count();
      numbers.put("seed", seed);
      numbers.put("seconds", seconds);
      numbers.put("processes", processes);
      numbers.put("faults", mischief.counts());
      numbers.put("jobs", asked.size());
      numbers.put("works_complete", complete);
      numbers.put("works_open", works.size() - complete);
      numbers.put("works_complete_without_result", empty);
      numbers.put("works_in_error", inError.size());
      numbers.put("error_texts", errors);
      numbers.put("messages_left_in_queue", depth);
      numbers.put("seconds_until_all_was_done", healing.toMillis() / 1000.0);
      expect(complete == asked.size() && works.size() == asked.size(), "a job is lost or its work is open");
      expect(depth == 0, "the listen queue is not empty");
      expect(empty == 0, "a work is complete, but its observable has nothing of CrowdSec");
      expect(errors.keySet().stream().allMatch(text -> mischief.kills() > 1 && text.contains("set aside")),
          "a work ended in an error that no fault explains");
      calls(mischief);
    }

    private void calls(Mischief mischief) {
      Set<String> distinct = new HashSet<>(asked.values());
      long total = replicas.stream().mapToLong(replica -> replica.crowdSec.calls().size()).sum();
      long answered = replicas.stream().mapToLong(replica -> replica.answered().size()).sum();
      long givenBack = replicas.stream().mapToLong(Replica::givenBack).sum();
      // Processes share no answers: an address that was asked for twice may come to two of them.
      Map<String, Integer> jobsOf = new HashMap<>();
      asked.values().forEach(address -> jobsOf.merge(address, 1, Integer::sum));
      long twice = 0;
      for (Map.Entry<String, Integer> each : jobsOf.entrySet()) {
        long askers = replicas.stream().filter(replica -> replica.answered().contains(each.getKey())).count();
        twice += Math.max(0, Math.min(each.getValue(), askers) - 1);
      }
      numbers.put("addresses", distinct.size());
      numbers.put("crowdsec_calls", total);
      numbers.put("crowdsec_calls_refused_by_fault", total - answered);
      numbers.put("crowdsec_calls_answered", answered);
      numbers.put("crowdsec_calls_beyond_one_per_address", answered - distinct.size());
      numbers.put("explained_by_two_jobs_in_two_processes", twice);
      numbers.put("jobs_in_hand_at_kills_stops_and_broken_connections", mischief.atRisk());
      numbers.put("jobs_given_back", givenBack);
      expect(answered <= distinct.size() + twice + mischief.atRisk() + givenBack,
          "CrowdSec was asked more often than the faults explain");
      long within = replicas.stream().mapToLong(it -> it.answered().size() - new HashSet<>(it.answered()).size()).sum();
      numbers.put("answers_that_one_process_got_twice", within);
      expect(within <= mischief.kills(), "a process asked again for what it had been told");
    }

    private void expect(boolean right, String otherwise) {
      if (!right) {
        wrong.add(otherwise);
      }
    }

    private boolean tell() throws Exception {
      numbers.put("wrong", wrong);
      String json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(numbers);
      Files.writeString(Path.of("target", "chaos.json"), json + "\n");
      System.out.println(json);
      System.out.println(wrong.isEmpty() ? "Nothing lost, nothing hammered." : "WRONG: " + String.join("; ", wrong));
      return wrong.isEmpty();
    }
  }
}
