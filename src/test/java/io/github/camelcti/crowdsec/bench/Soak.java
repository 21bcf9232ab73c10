package io.github.camelcti.crowdsec.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Many jobs through one process, in rounds, with a look at what it holds after each: nothing may grow once it is warm.
 * The doubles forget between two rounds. {@code bench/soak} runs it. Exit code 1 when something grows or is lost.
 */
public final class Soak {

  private static final Duration ROUND_WITHIN = Duration.ofMinutes(5);
  private static final int ROUNDS = 50;
  /** The first rounds load classes, compile them and fill the cache of answers. */
  private static final int WARM_UP = 10;
  private static final int DRIFT_PERCENT = 10;

  private record Sample(int jobs, long seconds, long rssKb, long heapKb, long threads, long brokerConnections,
      long openCtiConnections, long crowdSecConnections) {}

  private final int jobs = Integer.getInteger("soak.jobs", 100_000);
  private final List<Sample> samples = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  private Soak() {}

  /** Takes the system property {@code soak.jobs}. */
  public static void main(String[] args) throws Exception {
    System.exit(new Soak().run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    PackagedConnector.archiveClasses();
    Instant begin = Instant.now();
    try (Broker broker = Broker.start(); OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start()) {
      Map<String, String> settings = RunningConnector.environment(openCti, crowdSec);
      settings.put("CONNECTOR_MANAGEMENT_ENABLED", "true");
      settings.put("CONNECTOR_MANAGEMENT_PORT", Integer.toString(Ports.free()));
      try (PackagedConnector connector = PackagedConnector.start("soak", "", settings)) {
        while (!openCti.registered(settings.get("CONNECTOR_ID"))) {
          connector.checkAlive();
          Thread.sleep(20);
        }
        Gauge gauge = new Gauge(connector.pid());
        int done = 0;
        for (int round = 0; round < ROUNDS; round++) {
          int until = (int) ((long) jobs * (round + 1) / ROUNDS);
          round(openCti, crowdSec, settings.get("CONNECTOR_ID"), done, until);
          connector.checkAlive();
          done = until;
          samples.add(look(gauge, done, begin, broker, openCti, crowdSec));
        }
        if (broker.depth("listen_" + settings.get("CONNECTOR_ID")) != 0) {
          wrong.add("the listen queue is not empty");
        }
      }
    }
    return tell(Duration.between(begin, Instant.now()));
  }

  private void round(OpenCtiDouble openCti, CrowdSecDouble crowdSec, String connectorId, int from, int until)
      throws InterruptedException {
    for (int i = from; i < until; i++) {
      String address = (i < 62_500 ? "198.18." : "198.19.") + i % 62_500 / 250 + "." + (i % 250 + 1);
      if (i % 3 != 0) {
        crowdSec.answer(address, Samples.read("200-malicious-full", address));
      }
      openCti.ask(connectorId, openCti.addObservable(address));
    }
    Instant begin = Instant.now();
    while (!openCti.allWorksComplete()) {
      if (Duration.between(begin, Instant.now()).compareTo(ROUND_WITHIN) > 0) {
        throw new IllegalStateException("jobs " + from + " to " + until + " are not done within " + ROUND_WITHIN);
      }
      Thread.sleep(20);
    }
    long inError = openCti.works().stream().filter(work -> !work.errors().isEmpty()).count();
    if (inError > 0 || openCti.works().size() != until - from) {
      wrong.add(inError + " of the works from " + from + " to " + until + " ended in error, "
          + (until - from - openCti.works().size()) + " are missing");
    }
    if (crowdSec.calls().size() != until - from) {
      wrong.add(crowdSec.calls().size() + " calls to CrowdSec for " + (until - from) + " addresses");
    }
    openCti.forgetWhatIsDone();
    crowdSec.forget();
  }

  private Sample look(Gauge gauge, int done, Instant begin, Broker broker, OpenCtiDouble openCti,
      CrowdSecDouble crowdSec) throws Exception {
    Map<Integer, Integer> connections = gauge.connections();
    long threads = gauge.threads();
    long rss = gauge.residentKb();
    Sample sample = new Sample(done, Duration.between(begin, Instant.now()).toSeconds(), rss,
        gauge.heapAfterCollectionKb(), threads, connections.getOrDefault(broker.port(), 0),
        connections.getOrDefault(URI.create(openCti.url()).getPort(), 0),
        connections.getOrDefault(URI.create(crowdSec.url()).getPort(), 0));
    System.out.println(sample);
    return sample;
  }

  private boolean tell(Duration time) throws Exception {
    List<Sample> warm = samples.subList(WARM_UP, samples.size());
    List<Sample> first = warm.subList(0, warm.size() / 3);
    List<Sample> last = warm.subList(warm.size() - warm.size() / 3, warm.size());
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("jobs", jobs);
    numbers.put("seconds", time.toSeconds());
    numbers.put("jobs_per_second", jobs / Math.max(1, time.toSeconds()));
    flat(numbers, "rss_kb", first, last, Sample::rssKb, true);
    flat(numbers, "heap_after_collection_kb", first, last, Sample::heapKb, true);
    flat(numbers, "threads", first, last, Sample::threads, false);
    flat(numbers, "connections_broker", first, last, Sample::brokerConnections, false);
    flat(numbers, "connections_opencti", first, last, Sample::openCtiConnections, false);
    flat(numbers, "connections_crowdsec", first, last, Sample::crowdSecConnections, false);
    numbers.put("wrong", wrong);
    numbers.put("samples", samples);
    Files.writeString(Path.of("target", "soak.json"),
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(numbers) + "\n");
    numbers.remove("samples");
    System.out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(numbers));
    System.out.println(wrong.isEmpty() ? "Nothing grows." : "WRONG: " + String.join("; ", wrong));
    return wrong.isEmpty();
  }

  /** Memory may drift a little; of threads and connections there are no more in the end than there were. */
  private void flat(Map<String, Object> numbers, String name, List<Sample> first, List<Sample> last,
      ToLongFunction<Sample> of, boolean drifts) {
    long before = median(first, of);
    long after = median(last, of);
    numbers.put(name, Map.of("median_first_third", before, "median_last_third", after));
    if (after > (drifts ? before + before * DRIFT_PERCENT / 100 : before)) {
      wrong.add(name + " grew from " + before + " to " + after);
    }
  }

  private static long median(List<Sample> of, ToLongFunction<Sample> number) {
    return of.stream().mapToLong(number).sorted().toArray()[of.size() / 2];
  }
}
