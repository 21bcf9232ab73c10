package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.RouteEdit;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files of routes, edited while jobs go through them. */
class ReloadIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String APPLIED = "Edited routes: ";
  private static final String REFUSED = "The edited routes are not put to work";
  private static final String AGAIN = "The files of routes are again what runs";

  private final Broker broker = Broker.start();
  private final AtomicInteger asked = new AtomicInteger();
  private OpenCtiDouble openCti;
  private CrowdSecDouble crowdSec;
  private Path routes;

  @TempDir
  private Path folder;

  @BeforeEach
  void start() throws Exception {
    openCti = OpenCtiDouble.start(broker);
    crowdSec = CrowdSecDouble.start();
    crowdSec.always(Step.delayed(Duration.ofMillis(100), Step.ok(Samples.read("200-malicious-full"))));
    ConnectorProcess.copyRoutes(folder);
    routes = folder.resolve("routes");
  }

  @AfterEach
  void stop() {
    crowdSec.close();
    openCti.close();
    broker.close();
  }

  @Test
  void noEditLosesOrDoublesAJob() throws Exception {
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      Thread load = load(connector);
      for (List<RouteEdit> edits : List.of(RouteEdit.engineers(), RouteEdit.others())) {
        for (RouteEdit edit : edits) {
          // When
          if (edit.isBroken()) {
            isRefused(edit, log, connector);
          } else {
            isPutToWork(edit, log, connector);
          }
        }
      }
      // Then
      load.interrupt();
      load.join();
      everyJobWasDoneOnce();
    }
  }

  private void isPutToWork(RouteEdit edit, LogLines log, RunningConnector connector) throws Exception {
    int before = log.lines(APPLIED).size();
    edit.act().in(routes);
    until(edit, log, () -> log.lines(APPLIED).size() == before + 1);
    aJobIsDone(edit, log, connector);
    RouteEdit.undo(routes);
    until(edit, log, () -> log.lines(APPLIED).size() == before + 2);
    assertThat(health(connector)).as(edit.name()).isEqualTo(HealthCheck.State.UP);
  }

  private void isRefused(RouteEdit edit, LogLines log, RunningConnector connector) throws Exception {
    int before = log.warnings(REFUSED).size();
    int again = log.lines(AGAIN).size();
    edit.act().in(routes);
    until(edit, log, () -> log.warnings(REFUSED).size() == before + 1);
    assertThat(log.warnings(REFUSED).get(before)).as(edit.name()).contains(edit.refused());
    assertThat(health(connector)).as(edit.name()).isEqualTo(HealthCheck.State.DOWN);
    aJobIsDone(edit, log, connector);
    RouteEdit.undo(routes);
    until(edit, log, () -> log.lines(AGAIN).size() == again + 1);
    assertThat(log.warnings(REFUSED)).as(edit.name()).hasSize(before + 1);
  }

  private void aJobIsDone(RouteEdit edit, LogLines log, RunningConnector connector) {
    String work = ask(connector);
    until(edit, log, () -> openCti.work(work).status().equals("complete"));
  }

  private void until(RouteEdit edit, LogLines log, Callable<Boolean> condition) {
    try {
      await().atMost(PATIENCE).until(condition);
    } catch (RuntimeException e) {
      throw new AssertionError(edit.name() + ": " + log.lines("dited routes"), e);
    }
  }

  private void everyJobWasDoneOnce() {
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
    assertThat(openCti.works()).hasSize(asked.get())
        .allSatisfy(work -> assertThat(work.errors()).as(work.id()).isEmpty());
    assertThat(openCti.bundles()).hasSize(asked.get());
    assertThat(openCti.count("stixCyberObservable")).isEqualTo(asked.get());
    assertThat(crowdSec.calls().stream().map(CrowdSecDouble.Call::ip)).hasSize(asked.get()).doesNotHaveDuplicates();
  }

  /** Asks until it is interrupted, a little faster than one consumer works. */
  private Thread load(RunningConnector connector) {
    Thread load = new Thread(() -> {
      try {
        while (true) {
          ask(connector);
          Thread.sleep(100);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, "load");
    load.start();
    return load;
  }

  private synchronized String ask(RunningConnector connector) {
    int number = asked.getAndIncrement();
    return openCti.ask(connector.id(), openCti.addObservable("198.18." + number / 250 + "." + (number % 250 + 1)));
  }

  private static HealthCheck.State health(RunningConnector connector) {
    return HealthCheckHelper.invoke(connector.main().getCamelContext()).stream()
        .filter(result -> result.getCheck().getId().equals("routes-files")).findFirst().orElseThrow().getState();
  }

  private RunningConnector connector() throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("CONNECTOR_CONCURRENCY", "4"));
    settings.put("camel.main.routesIncludePattern", "file:" + routes + "/*.camel.yaml");
    settings.put("graphql.folder", "file:" + routes + "/graphql");
    return RunningConnector.start(openCti, crowdSec, settings);
  }
}
