package io.github.camelcti.crowdsec.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Jobs go through three processes of one connector while processes, OpenCTI, CrowdSec and the broker fail at random. In
 * the end every work has to be complete, and CrowdSec must not have been asked more often than there are addresses and
 * calls that a kill interrupted. Exits 1 when that is not so. See {@code bench/README.md}.
 */
public final class Chaos {

  private static final int REPLICAS = 3;
  private static final Duration ANSWER_TIME = Duration.ofMillis(150);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String MALICIOUS = Samples.read("200-malicious-full");

  private final Random random;
  private final int jobs;
  private final Broker broker = Broker.start();
  private final OpenCtiDouble openCti = OpenCtiDouble.start(broker);
  private final CrowdSecDouble crowdSec = CrowdSecDouble.start();
  private final List<Map<String, String>> settings = new ArrayList<>();
  private final List<ConnectorProcess> processes = new ArrayList<>();
  private final List<String> works = new ArrayList<>();
  private final Map<String, Integer> events = new TreeMap<>();
  private long interrupted;
  private int asked;

  private Chaos(long seed, int jobs) {
    this.random = new Random(seed);
    this.jobs = jobs;
  }

  /** Runs it; the system properties {@code chaos.seed} and {@code chaos.jobs} choose which. */
  public static void main(String[] args) throws Exception {
    long seed = Long.getLong("chaos.seed", 1);
    Chaos chaos = new Chaos(seed, Integer.getInteger("chaos.jobs", 1000));
    int code = chaos.run(seed) ? 0 : 1;
    System.exit(code);
  }

  private boolean run(long seed) throws Exception {
    Instant begin = Instant.now();
    prepare();
    try {
      while (asked < jobs) {
        ask(1 + random.nextInt(20));
        trouble();
        TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(800)); // the bench's own pace, no test waits for it
      }
      boolean ended = await(() -> works.stream().allMatch(this::isComplete), PATIENCE);
      return report(seed, Duration.between(begin, Instant.now()), ended);
    } finally {
      for (ConnectorProcess process : processes) {
        process.close();
      }
      crowdSec.close();
      openCti.close();
      broker.close();
    }
  }

  private void prepare() throws Exception {
    Map<String, String> common = RunningConnector.environment(openCti, crowdSec);
    common.put("CROWDSEC_MAX_RETRIES", "5");
    common.put("CROWDSEC_RESPONSE_TIMEOUT", "3s");
    common.put("CROWDSEC_RETRY_DELAY", "200ms");
    common.put("CROWDSEC_RETRY_DELAY_MAX", "2s");
    common.put("CROWDSEC_QUOTA_RETRY_DELAY", "1s");
    for (int i = 0; i < REPLICAS; i++) {
      Map<String, String> own = new LinkedHashMap<>(common);
      own.put("CONNECTOR_STATE_DIRECTORY", Path.of("target", "state", "chaos-" + System.nanoTime() + "-" + i)
          .toAbsolutePath().toString());
      settings.add(own);
      processes.add(ConnectorProcess.start(own));
    }
    processes.get(0).awaitLog("Waiting for jobs");
  }

  private void ask(int many) throws InterruptedException {
    for (int i = 0; i < many && asked < jobs; i++) {
      String address = "198.18." + asked / 250 + "." + (asked % 250 + 1);
      if (asked % 3 != 0) {
        crowdSec.answer(address, MALICIOUS);
      }
      crowdSec.script(address, Step.delayed(ANSWER_TIME, asked % 3 == 0
          ? Step.status(404, "{\"message\": \"IP address information not found\"}") : Step.ok(MALICIOUS)));
      String observable = openCti.addObservable(address);
      await(() -> {
        works.add(openCti.ask(settings.get(0).get("CONNECTOR_ID"), observable));
        return true;
      }, PATIENCE);
      asked++;
    }
  }

  private void trouble() throws Exception {
    int slot = random.nextInt(REPLICAS);
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        count("kill -9");
        Instant since = Instant.now().minus(ANSWER_TIME.multipliedBy(2));
        processes.get(slot).kill();
        interrupted += crowdSec.calls().stream().filter(call -> call.at().isAfter(since)).count();
        restart(slot);
      }
      case 2 -> {
        count("SIGTERM");
        processes.get(slot).terminate();
        restart(slot);
      }
      case 3 -> {
        count("OpenCTI away");
        openCti.down();
        pause(3000);
        openCti.up();
      }
      case 4 -> {
        count("OpenCTI answers 502");
        openCti.failNext(1 + random.nextInt(8), 502, "<html>bad gateway</html>");
      }
      case 5 -> during("CrowdSec answers 500", Step.status(500, "{}"), 1500);
      case 6 -> during("CrowdSec: too many requests", Step.status(429, CrowdSecDouble.BURST), 800);
      case 7 -> {
        count("CrowdSec away");
        crowdSec.down();
        pause(1500);
        crowdSec.up();
      }
      case 8 -> {
        if (broker.canStop() && broker.isRabbitMq()) { // the one in this process forgets its messages
          count("broker away");
          broker.stop();
          pause(3000);
          broker.startAgain();
        }
      }
      default -> count("nothing");
    }
  }

  private void during(String what, Step step, int millis) throws InterruptedException {
    count(what);
    crowdSec.always(step);
    pause(millis);
    crowdSec.always(null);
  }

  private void restart(int slot) throws Exception {
    processes.get(slot).awaitExit(Duration.ofMinutes(1));
    processes.set(slot, ConnectorProcess.start(settings.get(slot)));
  }

  private boolean report(long seed, Duration took, boolean ended) throws Exception {
    long open = works.stream().filter(work -> !isComplete(work)).count();
    List<String> errors = works.stream().map(openCti::work).flatMap(work -> work.errors().stream()).toList();
    long answered = crowdSec.calls().stream().filter(call -> call.status() == 200 || call.status() == 404).count();
    long left = broker.depth("listen_" + settings.get(0).get("CONNECTOR_ID"));
    boolean fine = ended && open == 0 && left == 0 && errors.isEmpty() && answered <= jobs + interrupted;
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("seed", seed);
    result.put("jobs", jobs);
    result.put("seconds", took.toSeconds());
    result.put("events", events);
    result.put("works_open", open);
    result.put("jobs_left_in_queue", left);
    result.put("works_in_error", errors.stream().distinct().limit(10).toList());
    result.put("addresses", jobs);
    result.put("calls_answered", answered);
    result.put("calls_in_flight_at_kills", interrupted);
    result.put("calls_in_all", crowdSec.calls().size());
    result.put("fine", fine);
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    json.writeValue(Path.of("target", "chaos.json").toFile(), result);
    System.out.println(json.writeValueAsString(result));
    if (!fine) {
      processes.forEach(process -> System.out.println("---\n" + process.log()));
    }
    return fine;
  }

  private boolean isComplete(String work) {
    return "complete".equals(openCti.work(work).status());
  }

  private void count(String event) {
    events.merge(event, 1, Integer::sum);
  }

  private void pause(int most) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(most));
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  /** Whether it held in time; a condition that fails with an exception (the broker is away) does not hold yet. */
  private static boolean await(Condition condition, Duration time) throws InterruptedException {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      try {
        if (condition.holds()) {
          return true;
        }
      } catch (Exception e) {
        // not yet
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return false;
  }
}
