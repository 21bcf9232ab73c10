package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.opencti.QueueAccess;
import io.github.camelcti.crowdsec.route.Beans;
import io.github.camelcti.crowdsec.support.EditedRoutes;
import io.github.camelcti.crowdsec.support.LogLines;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import io.github.camelcti.crowdsec.support.SilentServer;
import io.github.camelcti.crowdsec.support.Stubborn;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** Jobs that hang in a step of an edited route: how many there can be, what is said about them, and what gets them out. */
class HungJobsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int HANDS = 2;
  private static final String BEFORE = "        - to: direct:keep-edits\n";
  private static final String DELAY = "{delay: {id: enrich-observable-nap, expression: {constant: 3600000}}}";
  private static final String SLEEP = "{delay: {id: enrich-observable-nap, asyncDelayed: false, expression: {constant: 3600000}}}";
  private static final String STUBBORN = "{bean: {id: enrich-observable-nap, beanType: io.github.camelcti.crowdsec.support.Stubborn, method: hang}}";
  /** At that step only: on a slow machine, a second may be short for any other. */
  private static final String STANDS = "stands at the step enrich-observable-nap of the route enrich-observable";
  private static final String APPLIED = "Routes reloaded: ";
  private static final String AGAIN = "The route files match the running routes again";
  private static final String WAITS = " waits for ";

  @RegisterExtension
  private final EditedRoutes edited = new EditedRoutes();
  private final OpenCtiDouble openCti = edited.openCti();
  private final CrowdSecDouble crowdSec = edited.crowdSec();
  private int asked;

  @BeforeEach
  void start() throws Exception {
    crowdSec.always(Step.ok(Samples.read("200-malicious-full")));
  }

  /** Something that happens while all jobs in progress hang; returns when it is over. */
  private interface Event {
    void happens(HungJobsIT test, RunningConnector connector, LogLines log) throws Exception;
  }

  static Stream<Arguments> events() {
    Event edit = (test, connector, log) -> test.editWaits("crowdsec.camel.yaml", log);
    Event consumer = (test, connector, log) -> test.editWaits("listen-amqp.camel.yaml", log);
    Event spooled = (test, connector, log) -> test.editWaits("listen-api.camel.yaml", log);
    Event pause = (test, connector, log) -> {
      int before = log.lines("OpenCTI is back").size();
      test.openCti.down();
      connector.pingNow();
      await().atMost(PATIENCE).until(() -> Beans.of(connector.main().getCamelContext()).platformGate().holdsJobs());
      test.openCti.up();
      connector.pingNow();
      await().atMost(PATIENCE).until(() -> log.lines("OpenCTI is back").size() == before + 1);
    };
    Event reopen = (test, connector, log) -> {
      Beans beans = Beans.of(connector.main().getCamelContext());
      QueueAccess access = beans.registration().access();
      Object before = beans.brokerWatch().container();
      beans.jobQueue().open(new QueueAccess(access.host(), access.port(), access.vhost(), access.user(), access.password(),
          access.ssl(), access.listenQueue(), access.pushExchange(), access.pushRouting() + ++test.asked));
      await().atMost(PATIENCE).until(() -> connector.runs("receive-job") && beans.brokerWatch().container() != before);
    };
    Event lost = (test, connector, log) -> {
      CachingConnectionFactory rabbit =
          connector.main().getCamelContext().getRegistry().lookupByNameAndType("rabbit", CachingConnectionFactory.class);
      Object before = rabbit.createConnection().getDelegate();
      rabbit.createConnection().getDelegate().abort();
      await().atMost(PATIENCE).until(() -> rabbit.createConnection().getDelegate() != before
          && Beans.of(connector.main().getCamelContext()).brokerWatch().state().consuming());
    };
    return Stream.of(arguments(named("the connection is lost", lost), "AMQP"), arguments(named("an edit", edit), "AMQP"), arguments(named("an edit", edit), "API"),
        arguments(named("an edit of the consumer", consumer), "AMQP"), arguments(named("an edit of the consumer", spooled), "API"),
        arguments(named("a pause", pause), "AMQP"), arguments(named("a pause", pause), "API"),
        arguments(named("the queue is opened again", reopen), "AMQP"));
  }

  /** One of each kind, and one of each protocol. */
  static Stream<Arguments> someEvents() {
    List<Arguments> all = events().toList();
    return Stream.of(all.get(0), all.get(1), all.get(4), all.get(6), all.get(7));
  }

  @ParameterizedTest(name = "{0}, jobs by {1}")
  @MethodSource("someEvents")
  void thereAreNeverMoreThanTheConcurrencyAllows(Event event, String protocol) throws Exception {
    neverMoreThanTheConcurrencyAllows(event, protocol);
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{0}, jobs by {1}")
  @MethodSource("events")
  void neverMoreThanTheConcurrencyAllows(Event event, String protocol) throws Exception {
    try (SilentServer silent = new SilentServer(); LogLines log = LogLines.collectAll()) {
      edited.edit("enrichment.camel.yaml", BEFORE, hanging(silent.step()));
      try (RunningConnector connector = connector(protocol, Map.of("CONNECTOR_STUCK_AFTER", "20m"))) {
        // Given
        for (int i = 0; i < 6 * HANDS; i++) {
          ask(connector);
        }
        await().atMost(PATIENCE).until(() -> silent.calls() == HANDS);
        // When
        for (int i = 0; i < 2; i++) {
          event.happens(this, connector, log);
        }
        // Then
        await().during(Duration.ofMillis(1200)).atMost(PATIENCE).until(() -> silent.calls() == HANDS);
        assertThat(connector.jobsInHand()).isEqualTo(HANDS);
        silent.close();
      }
    }
  }

  static Stream<Arguments> hangs() {
    return Stream.of(arguments(named("a delay", DELAY), "AMQP"), arguments(named("a delay", DELAY), "API"),
        arguments(named("a thread that sleeps", SLEEP), "AMQP"), arguments(named("a thread that sleeps", SLEEP), "API"));
  }

  @ParameterizedTest(name = "{0}, jobs by {1}")
  @MethodSource("hangs")
  void areNamedAndTheRevertGetsThemOut(String step, String protocol) throws Exception {
    edited.edit("enrichment.camel.yaml", BEFORE, hanging(step));
    try (LogLines log = LogLines.collectAll(); RunningConnector connector = connector(protocol, impatient())) {
      // Given
      for (int i = 0; i < 2 * HANDS; i++) {
        ask(connector);
      }
      // Then each is named once, and no job can be taken
      await().atMost(PATIENCE).until(() -> log.warnings(STANDS).size() == HANDS);
      assertThat(log.warnings(STANDS)).allSatisfy(line -> assertThat(line).contains("The job of ipv4-addr--"));
      await().atMost(PATIENCE).until(() -> EditedRoutes.health(connector, "jobs").getState() == HealthCheck.State.DOWN);
      assertThat(EditedRoutes.health(connector, "jobs").getMessage().orElseThrow())
          .contains("no job can be taken", "enrich-observable-nap", "ipv4-addr--", " s");
      assertThat(EditedRoutes.health(connector, "consumer").getState()).isEqualTo(HealthCheck.State.DOWN);
      // When
      edited.edit("enrichment.camel.yaml", hanging(step), BEFORE);
      // Then
      await().atMost(PATIENCE).until(() -> log.lines(APPLIED + "loaded enrich-observable").size() == 1);
      everyJobWasDoneOnce();
      assertThat(log.warnings("goes back to the queue: it stood at the step enrich-observable-nap")).hasSize(HANDS);
      assertThat(log.warnings(STANDS)).hasSize(HANDS);
      await().atMost(PATIENCE).until(() -> EditedRoutes.health(connector, "jobs").getState() == HealthCheck.State.UP);
      assertThat(EditedRoutes.health(connector, "consumer").getState()).isEqualTo(HealthCheck.State.UP);
    }
  }

  @Test
  void whatNothingGetsOutIsLeftBehindAndStillCounts() throws Exception {
    Stubborn.begin();
    try (LogLines log = LogLines.collectAll()) {
      edited.edit("enrichment.camel.yaml", BEFORE, hanging(STUBBORN));
      try (RunningConnector connector = connector("AMQP", impatient())) {
        // Given
        String hung = ask(connector);
        await().atMost(PATIENCE).until(() -> log.warnings(STANDS).size() == 1);
        // When
        edited.edit("enrichment.camel.yaml", hanging(STUBBORN), BEFORE);
        await().atMost(PATIENCE).until(() -> log.lines(APPLIED + "loaded enrich-observable").size() == 1);
        // Then the others go on, one fewer at a time
        crowdSec.always(Step.delayed(Duration.ofMillis(300), Step.ok(Samples.read("200-malicious-full"))));
        for (int i = 0; i < 3; i++) {
          ask(connector);
        }
        AtomicInteger most = new AtomicInteger();
        await().atMost(PATIENCE).until(() -> {
          most.accumulateAndGet(connector.jobsInHand(), Math::max);
          return openCti.works().stream().filter(work -> !work.id().equals(hung)).allMatch(work -> work.status().equals("complete"));
        });
        assertThat(most).hasValue(HANDS);
        assertThat(openCti.work(hung).status()).isNotEqualTo("complete");
        // And when the step fails at last, its job is done on the new routes
        Stubborn.end();
        everyJobWasDoneOnce();
      }
    }
  }

  static Stream<Arguments> endings() {
    return Stream.of(arguments(named("the route is mended", false), "AMQP"), arguments(named("the route is mended", false), "API"),
        arguments(named("the process stops", true), "AMQP"), arguments(named("the process stops", true), "API"));
  }

  @ParameterizedTest(name = "{0}, jobs by {1}")
  @MethodSource("endings")
  void whatHangsAfterTheDeliveryIsNotDeliveredAgain(boolean restart, String protocol) throws Exception {
    Map<String, String> settings = new HashMap<>(impatient());
    settings.put("CONNECTOR_ID", UUID.randomUUID().toString());
    settings.put("CONNECTOR_STATE_DIRECTORY", edited.folder().resolve("state").toString());
    String end = "        - to: direct:deliver-enrichment\n";
    edited.edit("enrichment.camel.yaml", end, end + "        - " + DELAY + "\n");
    try (LogLines log = LogLines.collectAll()) {
      RunningConnector connector = connector(protocol, settings);
      try {
        // Given
        ask(connector);
        await().atMost(PATIENCE).until(() -> log.warnings(STANDS).size() == 1);
        // When
        edited.edit("enrichment.camel.yaml", end + "        - " + DELAY + "\n", end);
        if (restart) {
          connector.close();
          connector = connector(protocol, settings);
        }
        // Then
        await().atMost(PATIENCE).until(() -> log.lines("the result was delivered before").size() == 1);
        // And the next job is a job like any other, also for the same observable
        asked = 0;
        ask(connector);
        await().atMost(PATIENCE).until(() -> openCti.works().size() == 2 && openCti.allWorksComplete());
        // Without a restart, OpenCTI has all of it already.
        assertThat(openCti.bundles()).hasSize(restart ? 2 : 1);
        assertThat(openCti.works()).hasSize(2).allSatisfy(work -> assertThat(work.errors()).as(work.id()).isEmpty());
      } finally {
        connector.close();
      }
    }
  }

  private static String hanging(String step) {
    return "        - {setBody: {constant: x}}\n        - " + step + "\n" + BEFORE;
  }

  private void everyJobWasDoneOnce() {
    await().atMost(PATIENCE).until(openCti::allWorksComplete);
    assertThat(openCti.works()).hasSize(asked).allSatisfy(work -> assertThat(work.errors()).as(work.id()).isEmpty());
    assertThat(openCti.bundles()).hasSize(asked);
  }

  /** Changes a file that has to be loaded, and returns when the connector has found that jobs are still in progress. */
  private void editWaits(String file, LogLines log) throws Exception {
    int before = log.warnings(WAITS).size();
    int applied = log.lines(APPLIED).size();
    edited.edit(file, "description: \"In:", "description: \"Edited. In:");
    await().atMost(PATIENCE).until(() -> log.warnings(WAITS).size() > before || log.lines(APPLIED).size() > applied);
    assertThat(log.lines(APPLIED)).hasSize(applied);
    assertThat(log.warnings(WAITS)).last().asString().contains("The edit of ", file + " waits for " + HANDS + " jobs in progress: route ");
    assertThat(log.warnings("rejected")).isEmpty();
    int again = log.lines(AGAIN).size();
    edited.edit(file, "description: \"Edited. In:", "description: \"In:");
    await().atMost(PATIENCE).until(() -> log.lines(AGAIN).size() == again + 1);
  }

  private String ask(RunningConnector connector) {
    return openCti.ask(connector.id(), openCti.addObservable("198.18.0." + ++asked));
  }

  /** A second at one step is too long, and nothing may take longer. */
  private static Map<String, String> impatient() {
    return Map.of("CONNECTOR_STUCK_AFTER", "1s", "CROWDSEC_CONNECT_TIMEOUT", "200ms", "CROWDSEC_RESPONSE_TIMEOUT", "800ms",
        "CROWDSEC_RETRY_DELAY_MAX", "500ms", "breaker.wait", "200", "platform.retry-delay-max", "500",
        "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "0");
  }

  private RunningConnector connector(String protocol, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("CONNECTOR_CONCURRENCY", String.valueOf(HANDS),
        "CONNECTOR_LISTEN_PROTOCOL", protocol, "CONNECTOR_SHUTDOWN_TIMEOUT", "1s",
        "CONNECTOR_LISTEN_PROTOCOL_API_HOST", "127.0.0.1", "CONNECTOR_LISTEN_PROTOCOL_API_PORT", String.valueOf(Ports.free())));
    settings.putAll(more);
    RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, edited.settings(settings));
    await().atMost(PATIENCE).until(() -> connector.runs(protocol.equals("API") ? "receive-callback" : "receive-job"));
    return connector;
  }
}
