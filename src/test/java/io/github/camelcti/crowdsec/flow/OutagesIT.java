package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OpenCTI goes away, forgets us, refuses us. */
class OutagesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String ADDRESS = "192.0.2.10";
  private static final Step FULL = Step.ok(Samples.read("200-malicious-full"));

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();

  @Test
  void aResultWaitsForOpenCtiAndCrowdSecIsNotAskedTwice() throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of())) {
      // Given OpenCTI that goes away while CrowdSec answers
      crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(2), FULL));
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
      openCti.down();
      await().atMost(PATIENCE).until(() -> connector.isIn("push-bundle"));
      // When it comes back
      openCti.up();
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
    }
  }

  @Tag("broker")
  @Test
  void aJobThatWaitsForOpenCtiGoesBackToTheQueueWhenTheConnectorStops() throws Exception {
    // Given a result that can't be posted
    RunningConnector first = RunningConnector.start(openCti, crowdSec, Map.of("CONNECTOR_SHUTDOWN_TIMEOUT", "3"));
    crowdSec.script(ADDRESS, Step.delayed(Duration.ofSeconds(1), FULL));
    String work = openCti.ask(first.id(), openCti.addObservable(ADDRESS));
    await().atMost(PATIENCE).until(() -> crowdSec.calls(ADDRESS).size() == 1);
    openCti.down();
    await().atMost(PATIENCE).until(() -> first.isIn("push-bundle"));
    // When the connector stops
    first.close();
    // Then the job is on the queue, its work untouched
    await().atMost(PATIENCE).until(() -> broker.depth("listen_" + first.id()) == 1);
    assertThat(openCti.work(work).errors()).isEmpty();
    // And the next process ends it
    openCti.up();
    try (RunningConnector next = RunningConnector.start(openCti, crowdSec, Map.of("CONNECTOR_ID", first.id()))) {
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
      assertThat(next.id()).isEqualTo(first.id());
    }
  }

  @Test
  void registersWhenOpenCtiArrivesLate() throws Exception {
    // Given
    openCti.down();
    try (RunningConnector connector = RunningConnector.startWithoutWaiting(openCti, crowdSec, Map.of())) {
      // When
      openCti.up();
      // Then
      await().atMost(PATIENCE).until(() -> openCti.registered(connector.id()));
    }
  }

  @Test
  void registersWhenOpenCtiCouldNotReachItsOwnServers() throws Exception {
    // Given an OpenCTI whose RabbitMQ restarts
    openCti.errorNext("registerConnector", "INTERNAL_SERVER_ERROR", "connect ECONNREFUSED 127.0.0.1:5672", 2);
    // When
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of())) {
      // Then
      assertThat(openCti.count("registerConnector")).isEqualTo(3);
      assertThat(connector.ended()).isFalse();
    }
  }

  @Tag("broker")
  @Test
  void registersAgainWhenOpenCtiHasForgottenIt() throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of())) {
      // When
      openCti.forget(connector.id());
      connector.pingNow();
      // Then it is known again, and jobs come through
      await().atMost(PATIENCE).until(() -> openCti.registered(connector.id()));
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    }
  }

  @Test
  void aBundleThatOpenCtiRefusesEndsTheWorkInError() throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of())) {
      // Given
      crowdSec.script(ADDRESS, FULL);
      openCti.errorNext("stixBundlePush", "UNSUPPORTED_ERROR", "Invalid bundle", 1);
      // When
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).singleElement().asString().contains("Invalid bundle");
    }
  }

  @Test
  void aWorkThatCannotBeToldIsAWarningAndNotASecondEnrichment() throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of())) {
      // Given
      crowdSec.script(ADDRESS, FULL);
      openCti.errorNext("workEdit", "FUNCTIONAL_ERROR", "no such work", 2);
      // When
      String observable = openCti.addObservable(ADDRESS);
      openCti.ask(connector.id(), observable);
      // Then
      await().atMost(PATIENCE).until(() -> !openCti.observable(observable).labels().isEmpty());
      assertThat(crowdSec.calls(ADDRESS)).hasSize(1);
      assertThat(openCti.bundles()).hasSize(1);
      await().atMost(PATIENCE).until(() -> broker.depth("listen_" + connector.id()) == 0);
    }
  }

  @Test
  void aPassingErrorOfOpenCtiIsTriedAgain() throws Exception {
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of())) {
      // Given
      openCti.failNext(2, 502, "<html>bad gateway</html>");
      // When
      String work = openCti.ask(connector.id(), openCti.addObservable(ADDRESS));
      // Then
      await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
      assertThat(openCti.work(work).errors()).isEmpty();
    }
  }
}
