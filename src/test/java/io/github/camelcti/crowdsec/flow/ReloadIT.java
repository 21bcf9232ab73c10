package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RouteEdit;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real files of routes, edited while jobs go through them. */
class ReloadIT {

  /** Longer than an edit waits for jobs in hand and is then tried again. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String APPLIED = "Routes reloaded: ";
  private static final String REFUSED = "Edited routes rejected";
  private static final String WAITS = " waits for ";
  private static final String IN_PART = "Edited routes only partly loaded";
  private static final String AGAIN = "The route files match the running routes again";

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final AtomicInteger asked = new AtomicInteger();
  private Path routes;

  @TempDir
  private Path folder;

  @BeforeEach
  void start() throws Exception {
    crowdSec.always(Step.delayed(Duration.ofMillis(100), Step.ok(Samples.read("200-malicious-full"))));
    ConnectorProcess.copyRoutes(folder);
    routes = folder.resolve("routes");
  }

  @Test
  void noEditLosesOrDoublesAJob() throws Exception {
    noneLosesOrDoublesAJob(RouteEdit.engineers());
  }

  @Test
  @Tag("nightly")
  void noOtherEditLosesOrDoublesAJob() throws Exception {
    noneLosesOrDoublesAJob(RouteEdit.others());
  }

  private void noneLosesOrDoublesAJob(List<RouteEdit> edits) throws Exception {
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      Thread load = load(connector);
      // When
      fareAsTheyShould(edits, log, connector);
      // Then
      load.interrupt();
      load.join();
      everyJobWasDoneOnce();
    }
  }

  /** Whoever brings a job while the route for it is replaced hears 404 or nothing at all, and comes again. */
  @Test
  void noEditLosesOrDoublesAJobThatComesByHttp() throws Exception {
    int port = Ports.free();
    Map<String, String> byHttp = Map.of("CONNECTOR_LISTEN_PROTOCOL", "API", "CONNECTOR_LISTEN_PROTOCOL_API_HOST", "127.0.0.1",
        "CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(port));
    try (LogLines log = LogLines.collectAll();
        RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, settings(routes, byHttp))) {
      await().atMost(PATIENCE).until(() -> connector.runs("receive-callback"));
      Thread load = load(connector);
      // When
      fareAsTheyShould(RouteEdit.ofJobsByHttp(), log, connector);
      // Then
      load.interrupt();
      load.join();
      everyJobWasDoneOnce();
      assertThat(openCti.callbacks().stream().filter(status -> status == 202)).hasSize(asked.get());
      assertThat(List.of(202, 404, 503, 0)).containsAll(openCti.callbacks());
    }
  }

  @Test
  void anEditWaitsForJobsThatTakeTheirTimeAndTheyGoOn() throws Exception {
    RouteEdit limit = RouteEdit.engineers().get(0);
    crowdSec.always(Step.delayed(Duration.ofSeconds(8), Step.ok(Samples.read("200-malicious-full"))));
    try (LogLines log = LogLines.collectAll();
        RunningConnector connector = connector(routes, Map.of("CONNECTOR_SHUTDOWN_TIMEOUT", "2s"))) {
      // Given
      ask(connector);
      await().atMost(PATIENCE).until(() -> crowdSec.calls().size() == 1);
      // When
      limit.act().in(routes);
      // Then
      until(limit, log, () -> log.warnings(WAITS).size() == 1);
      assertThat(log.warnings(WAITS).get(0)).contains("routes/crowdsec.camel.yaml waits for 1 jobs in progress: route call-crowdsec",
          "It is tried again every 4 s");
      assertThat(health(connector)).isEqualTo(HealthCheck.State.UP);
      // And a job that comes meanwhile is taken, since nothing is held back between the tries
      ask(connector);
      await().atMost(PATIENCE).until(() -> crowdSec.calls().size() == 2);
      assertThat(log.lines(APPLIED)).isEmpty();
      until(limit, log, () -> log.lines(APPLIED + "loaded call-crowdsec").size() == 1);
      everyJobWasDoneOnce();
      assertThat(log.warnings(WAITS)).hasSize(1);
      assertThat(log.warnings(REFUSED)).isEmpty();
      assertThat(health(connector)).isEqualTo(HealthCheck.State.UP);
    }
  }

  /** As Kubernetes mounts a ConfigMap: links to a folder behind a link, which is changed at once. */
  @Test
  void aConfigMapIsSwapped() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    RouteEdit limit = RouteEdit.engineers().get(0);
    Files.createSymbolicLink(mount.resolve("..data"), routes);
    try (Stream<Path> files = Files.list(routes)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".camel.yaml")).toList()) {
        Files.createSymbolicLink(mount.resolve(file.getFileName()), Path.of("..data").resolve(file.getFileName()));
      }
    }
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(mount, Map.of())) {
      // When
      Path next = Files.createDirectory(folder.resolve("next"));
      copy(routes, next);
      limit.act().in(next);
      Files.createSymbolicLink(mount.resolve("..data_tmp"), next);
      Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      // Then
      until(limit, log, () -> log.lines(APPLIED + "loaded call-crowdsec").size() == 1);
      aJobIsDone(limit, log, connector);
      everyJobWasDoneOnce();
    }
  }

  /** Camel finds no files in a folder that is a link. */
  @Test
  void theFolderIsALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), routes);
    Files.createDirectories(routes.resolve("custom"));
    Files.writeString(routes.resolve("custom/own.camel.yaml"), reads(Files.createDirectory(folder.resolve("own"))));
    RouteEdit limit = RouteEdit.engineers().get(0);
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(link, Map.of())) {
      assertThat(connector.runs("own-reader")).isTrue();
      // When
      limit.act().in(routes);
      // Then
      until(limit, log, () -> log.lines(APPLIED + "loaded call-crowdsec").size() == 1);
      aJobIsDone(limit, log, connector);
      everyJobWasDoneOnce();
    }
  }

  static Stream<RouteEdit> editsOfRegistration() {
    return Stream.of(RouteEdit.others().get(0),
        new RouteEdit("the route that is at work", routes -> {
          Path file = routes.resolve("registration.camel.yaml");
          Files.writeString(file, Files.readString(file).replace("Out: OpenCTI knows", "Out: OpenCTI now knows"));
        }, null));
  }

  @ParameterizedTest
  @MethodSource("editsOfRegistration")
  void anEditWhileOpenCtiIsAwayDoesNotEndTheRegistration(RouteEdit all) throws Exception {
    // Given
    openCti.down();
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = RunningConnector.startWithoutWaiting(openCti,
        crowdSec, settings(routes, Map.of("CONNECTOR_SHUTDOWN_TIMEOUT", "3", "registration.retry-delay", "500",
            "registration.retry-delay-max", "1000")))) {
      until(all, log, () -> !log.lines("OpenCTI is down").isEmpty());
      // When
      all.act().in(routes);
      until(all, log, () -> log.lines(APPLIED).size() == 1);
      openCti.up();
      // Then
      await().atMost(Duration.ofSeconds(20)).until(() -> openCti.registered(connector.id()));
      aJobIsDone(all, log, connector);
    }
  }

  @Tag("broker")
  @Test
  void aClosedGateStaysClosed() throws Exception {
    RouteEdit consumer = RouteEdit.others().get(1);
    try (LogLines log = LogLines.collectAll();
        RunningConnector connector = connector(routes, Map.of("CROWDSEC_QUOTA_RETRY_DELAY", "1h"))) {
      // Given
      crowdSec.always(Step.status(429, CrowdSecDouble.QUOTA));
      ask(connector);
      await().atMost(PATIENCE).until(() -> String.valueOf(openCti.lastState(connector.id())).contains("QUOTA"));
      int calls = crowdSec.calls().size();
      // When
      consumer.act().in(routes);
      until(consumer, log, () -> log.lines(APPLIED + "loaded receive-job").size() == 1);
      ask(connector);
      // Then
      await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> crowdSec.calls().size() == calls);
      assertThat(openCti.works()).noneMatch(work -> work.status().equals("complete"));
    }
  }

  @Test
  void everyEditOfFilesThatCamelWouldSkipIsRejected() throws Exception {
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      fareAsTheyShould(RouteEdit.ofFiles(), log, connector);
      everyJobWasDoneOnce();
    }
  }

  /** A property of one's own works in an edit as it does at the start; what fails later is named by its real file and line. */
  @Test
  void anEditUsesOwnPropertiesAndItsFailuresNameItsFile() throws Exception {
    System.setProperty("own.reason", "because of this");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // Given
      String text = """
          # A comment
          - route:
              id: own-first
              from:
                uri: direct:after-answer
                steps:
                  - log: first
          - route:
              id: own-second
              from:
                uri: direct:before-bundle
                steps:
                  - log: second
          """;
      own(text, log, 1);
      // When
      own(text.replace("- log: second", """
          - throwException:
                      exceptionType: java.lang.IllegalStateException
                      message: "{{own.reason}}\""""), log, 2);
      askAndWait(connector);
      // Then
      await().atMost(PATIENCE).until(() -> !log.lines("IllegalStateException: because of this").isEmpty());
      assertThat(log.lines("own.camel")).anyMatch(line -> line.contains("own.camel.yaml:13"));
      assertThat(log.lines("edited.camel")).isEmpty();
    } finally {
      System.clearProperty("own.reason");
    }
  }

  @Test
  void anOwnRouteHooksIn() throws Exception {
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // When
      own("""
          - beans:
              - name: ownCount
                type: "#class:java.util.concurrent.atomic.AtomicInteger"
          - route:
              id: own-note
              from:
                uri: direct:before-bundle
                steps:
                  - script:
                      simple: "${body[objects][0].put('x_soc_note', 'of our own')}"
                  - setHeader:
                      name: Own
                      simple: "${bean:ownCount?method=incrementAndGet}"
          - route:
              id: own-count
              from:
                uri: direct:after-work
                steps:
                  - log: "Ended: ${variable.job.entityId} ${body.sentence}"
          """, log, 1);
      // Then
      String work = askAndWait(connector);
      assertThat(openCti.bundles().get(0).path("objects").path(0).path("x_soc_note").asText()).isEqualTo("of our own");
      await().atMost(PATIENCE).until(() ->
          log.lines("Ended: " + openCti.work(work).observableId() + " CrowdSec: malicious").size() == 1);
      // When it crashes, or makes no bundle
      for (String step : List.of("- throwException: {exceptionType: java.lang.IllegalStateException, message: crashed}",
          "- setBody: {constant: nothing}", "- setBody: {constant: '{\"objects\": [{\"type\": \"note\", \"id\": \"1\"}]}'}")) {
        int applied = log.lines(APPLIED).size();
        int failed = log.warnings("The route own-note at the extension point direct:before-bundle failed").size();
        own("- route: {id: own-note, from: {uri: 'direct:before-bundle', steps: [{" + step.substring(2) + "}]}}\n", log,
            applied + 1);
        // Then
        String next = askAndWait(connector);
        assertThat(openCti.work(next).errors()).isEmpty();
        assertThat(log.warnings("The route own-note at the extension point direct:before-bundle failed"))
            .hasSize(failed + 1);
      }
      everyJobWasDoneOnce();
    }
  }

  /** Camel starts what the check only builds: a consumer of a folder, for one. */
  @Test
  void anEditThatCanNeitherBeLoadedNorRolledBackHoldsJobsUntilTheFilesChange() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = folder.resolve("second");
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector()) {
      // Given
      own(reads(first), log, 1);
      Files.delete(first);
      // When
      Files.writeString(routes.resolve("custom/own.camel.yaml"), reads(second));
      // Then it is said once, and no job is lost to routes that are not there
      await().atMost(PATIENCE).until(() -> !log.lines(IN_PART).isEmpty());
      String work = ask(connector);
      await().during(Duration.ofSeconds(5)).atMost(PATIENCE).until(() -> log.lines(IN_PART).size() == 1
          && openCti.work(work).status().equals("wait"));
      assertThat(log.lines(IN_PART).get(0)).contains("routes/custom/own.camel.yaml", second.toString(), first.toString());
      assertThat(log.lines("they can't be read")).isEmpty();
      for (String check : List.of("routes-files", "consumer")) {
        assertThat(health(connector, check).getState()).as(check).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health(connector, check).getMessage().orElseThrow()).contains("routes/custom/own.camel.yaml", "no job is taken");
      }
      // When
      Files.createDirectory(second);
      own("# Mended\n" + reads(second), log, 2);
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(connector.runs("own-reader")).isTrue();
      for (String check : List.of("routes-files", "consumer")) {
        await().atMost(PATIENCE).until(() -> health(connector, check).getState() == HealthCheck.State.UP);
      }
      everyJobWasDoneOnce();
    }
  }

  private static String reads(Path from) {
    return "- route: {id: own-reader, from: {uri: 'file:" + from + "?autoCreate=false&startingDirectoryMustExist=true', steps: [{log: read}]}}\n";
  }

  private void own(String text, LogLines log, int applied) throws Exception {
    Files.createDirectories(routes.resolve("custom"));
    Files.writeString(routes.resolve("custom/own.camel.yaml"), text);
    RouteEdit edit = new RouteEdit("a route of one's own", null, null);
    until(edit, log, () -> log.lines(APPLIED).size() == applied);
  }

  private String askAndWait(RunningConnector connector) {
    String work = ask(connector);
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    return work;
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private void fareAsTheyShould(List<RouteEdit> edits, LogLines log, RunningConnector connector) throws Exception {
    for (RouteEdit edit : edits) {
      if (edit.isBroken()) {
        isRefused(edit, log, connector);
      } else {
        isLoaded(edit, log, connector);
      }
    }
  }

  private void isLoaded(RouteEdit edit, LogLines log, RunningConnector connector) throws Exception {
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
    return health(connector, "routes-files").getState();
  }

  private static HealthCheck.Result health(RunningConnector connector, String check) {
    return HealthCheckHelper.invoke(connector.main().getCamelContext()).stream()
        .filter(result -> result.getCheck().getId().equals(check)).findFirst().orElseThrow();
  }

  private RunningConnector connector() throws Exception {
    return connector(routes, Map.of());
  }

  private RunningConnector connector(Path mounted, Map<String, String> more) throws Exception {
    return RunningConnector.start(openCti, crowdSec, settings(mounted, more));
  }

  private Map<String, String> settings(Path mounted, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Map.of("CONNECTOR_CONCURRENCY", "4"));
    settings.putAll(more);
    settings.put("camel.main.routesIncludePattern", "file:" + mounted + "/*.camel.yaml");
    settings.put("graphql.folder", "file:" + routes + "/graphql");
    return settings;
  }
}
