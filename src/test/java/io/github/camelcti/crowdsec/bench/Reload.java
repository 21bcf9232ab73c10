package io.github.camelcti.crowdsec.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.RouteEdit;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Many edits of the files of routes, a third of them broken, while jobs go through one process: each good one has to be
 * put to work, each broken one has to be named and to leave the routes as they are, and no job may be lost or done twice.
 * {@code bench/reload} runs it. Exit code 1 when one of these does not hold.
 */
public final class Reload {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String APPLIED = "Routes reloaded: ";
  private static final String REFUSED = "Edited routes rejected";
  private static final String AGAIN = "The route files match the running routes again";

  private final int edits = Integer.getInteger("reload.edits", 300);
  private final Random random = new Random(Long.getLong("reload.seed", 1));
  private final AtomicInteger asked = new AtomicInteger();
  private final List<String> wrong = new ArrayList<>();
  private int broken;

  private Reload() {}

  /** Takes the system properties {@code reload.edits} and {@code reload.seed}. */
  public static void main(String[] args) throws Exception {
    System.exit(new Reload().run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    Path folder = Files.createDirectories(
        Path.of("target", "reload", Long.toString(System.currentTimeMillis())).toAbsolutePath());
    ConnectorProcess.copyRoutes(folder);
    Instant begin = Instant.now();
    try (Broker broker = Broker.start(); OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start()) {
      crowdSec.always(Step.delayed(Duration.ofMillis(100), Step.ok(Samples.read("200-malicious-full"))));
      Map<String, String> settings = RunningConnector.environment(openCti, crowdSec);
      try (ConnectorProcess connector = ConnectorProcess.start(settings, folder)) {
        connector.awaitConsumer();
        Thread load = new Thread(() -> ask(openCti, settings.get("CONNECTOR_ID")), "load");
        load.start();
        for (int i = 0; i < edits; i++) {
          edit(choose(i), folder.resolve("routes"), connector);
        }
        load.interrupt();
        load.join();
        within("all works end", openCti::allWorksComplete);
        look(openCti, crowdSec, broker.depth("listen_" + settings.get("CONNECTOR_ID")));
        Files.writeString(folder.resolve("log"), connector.log());
      }
      return tell(openCti, crowdSec, Duration.between(begin, Instant.now()));
    }
  }

  /** Every third one is broken; which ones, the seed decides. */
  private RouteEdit choose(int number) {
    List<RouteEdit> all = new ArrayList<>(RouteEdit.engineers());
    all.addAll(RouteEdit.others());
    all.addAll(RouteEdit.ofFiles());
    List<RouteEdit> fit = all.stream().filter(edit -> edit.isBroken() == (number % 3 == 2)).toList();
    return fit.get(random.nextInt(fit.size()));
  }

  private void edit(RouteEdit edit, Path routes, ConnectorProcess connector) throws Exception {
    String after = edit.isBroken() ? AGAIN : APPLIED;
    String first = edit.isBroken() ? REFUSED : APPLIED;
    long before = count(connector, first);
    edit.act().in(routes);
    within(edit.name(), () -> count(connector, first) > before);
    if (edit.isBroken()) {
      broken++;
      String line = connector.log().lines().filter(it -> it.contains(REFUSED)).reduce("", (one, next) -> next);
      edit.refused().stream().filter(part -> !line.contains(part))
          .forEach(part -> wrong.add(edit.name() + ": no '" + part + "' in: " + line));
    }
    long then = count(connector, after);
    RouteEdit.undo(routes);
    within(edit.name() + ", taken back", () -> count(connector, after) > then);
  }

  private static long count(ConnectorProcess connector, String text) {
    return connector.log().lines().filter(line -> line.contains(text)).count();
  }

  private void within(String what, BooleanSupplier condition) throws InterruptedException {
    Instant begin = Instant.now();
    while (!condition.getAsBoolean()) {
      if (Duration.between(begin, Instant.now()).compareTo(PATIENCE) > 0) {
        wrong.add("not within " + PATIENCE.toSeconds() + " s: " + what);
        return;
      }
      Thread.sleep(250); // the whole log is read each time
    }
  }

  private void ask(OpenCtiDouble openCti, String connectorId) {
    try {
      while (true) {
        int i = asked.getAndIncrement();
        openCti.ask(connectorId, openCti.addObservable("198." + (18 + i / 62_500) + "." + i % 62_500 / 250 + "." + (i % 250 + 1)));
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(OpenCtiDouble openCti, CrowdSecDouble crowdSec, long left) {
    expect("works", asked.get(), openCti.works().size());
    expect("works in error", 0, openCti.works().stream().filter(work -> !work.errors().isEmpty()).count());
    expect("jobs read", asked.get(), openCti.count("stixCyberObservable"));
    expect("bundles", asked.get(), openCti.bundles().size());
    expect("calls to CrowdSec", asked.get(), crowdSec.calls().size());
    expect("addresses asked for", asked.get(), crowdSec.calls().stream().map(CrowdSecDouble.Call::ip).distinct().count());
    expect("messages left", 0, left);
  }

  private void expect(String what, long expected, long found) {
    if (expected != found) {
      wrong.add(what + ": " + found + " instead of " + expected);
    }
  }

  private boolean tell(OpenCtiDouble openCti, CrowdSecDouble crowdSec, Duration time) throws Exception {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("edits", edits);
    numbers.put("broken", broken);
    numbers.put("seconds", time.toSeconds());
    numbers.put("jobs", asked.get());
    numbers.put("works_complete", openCti.works().stream().filter(work -> work.status().equals("complete")).count());
    numbers.put("bundles", openCti.bundles().size());
    numbers.put("crowdsec_calls", crowdSec.calls().size());
    numbers.put("wrong", wrong);
    String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(numbers) + "\n";
    Files.writeString(Path.of("target", "reload.json"), text);
    System.out.println(text + (wrong.isEmpty() ? "Nothing lost, nothing done twice." : "WRONG: " + String.join("; ", wrong)));
    return wrong.isEmpty();
  }
}
