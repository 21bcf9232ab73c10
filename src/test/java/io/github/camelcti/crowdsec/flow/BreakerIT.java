package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.junit.jupiter.api.Test;

/** The circuit breaker around CrowdSec. */
class BreakerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Test
  void jobsWaitForAnOpenBreakerAndGoThroughWhenCrowdSecIsBack() throws Exception {
    try (Broker broker = Broker.shared();
        OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of(
            "CROWDSEC_MAX_RETRIES", "5",
            "CROWDSEC_RETRY_DELAY", "10ms",
            "CROWDSEC_OUTAGE_POLICY", "fail", // the gate has tests of its own
            "CONNECTOR_CONCURRENCY", "1",
            "camel.resilience4j.minimum-number-of-calls", "4",
            "camel.resilience4j.wait-duration-in-open-state", "2",
            "breaker.wait", "300",
            "breaker.max-waits", "30"))) {
      // Given an address that opens the breaker
      crowdSec.script("192.0.2.1", Step.status(500, "{}"));
      String failing = ask(openCti, connector, "192.0.2.1");
      await().atMost(PATIENCE).until(() -> crowdSec.calls("192.0.2.1").size() == 4);
      // When another job comes
      String next = ask(openCti, connector, "192.0.2.2");
      // Then both end, the second one with an answer, not with an unenriched "success"
      await().atMost(PATIENCE).until(() -> openCti.work(failing).status().equals("complete")
          && openCti.work(next).status().equals("complete"));
      assertThat(openCti.work(failing).errors()).isNotEmpty();
      assertThat(openCti.work(next).errors()).isEmpty();
      assertThat(openCti.work(next).messages()).last().asString().contains("not known to CrowdSec");
      assertThat(crowdSec.calls("192.0.2.2")).hasSize(1);
    }
  }

  @Test
  void opensByElapsedTimeNotByTheClock() throws Exception {
    try (Broker broker = Broker.shared();
        OpenCtiDouble openCti = OpenCtiDouble.start(broker);
        CrowdSecDouble crowdSec = CrowdSecDouble.start();
        RunningConnector connector = RunningConnector.start(openCti, crowdSec, Map.of(
            "CROWDSEC_MAX_RETRIES", "3",
            "CROWDSEC_RETRY_DELAY", "10ms",
            "camel.resilience4j.minimum-number-of-calls", "2",
            "camel.resilience4j.wait-duration-in-open-state", "1",
            "CROWDSEC_OUTAGE_POLICY", "fail",
            "breaker.max-waits", "0"))) {
      // Given an open breaker, and nobody who asks
      crowdSec.always(Step.status(500, ""));
      ask(openCti, connector, "192.0.2.1");
      await().atMost(PATIENCE).until(openCti::allWorksComplete);
      ResilienceProcessor breaker = connector.main().getCamelContext()
          .getProcessor("call-crowdsec-breaker", ResilienceProcessor.class);
      // Then a timer lets the trial call through: the breaker alone would compare times of day, and stay open for hours
      // with a clock that was set back
      await().atMost(PATIENCE).until(() -> breaker.getCircuitBreakerState().equals("HALF_OPEN"));
    }
  }

  private static String ask(OpenCtiDouble openCti, RunningConnector connector, String address) {
    return openCti.ask(connector.id(), openCti.addObservable(address));
  }
}
