package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.metrics.Metric;
import io.github.camelcti.crowdsec.metrics.Monitoring;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.RunningConnector;
import io.github.camelcti.crowdsec.support.Scrape;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator can count: metrics as they are scraped, and one line in the log per job. */
class MetricsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private int managementPort;
  private int metricsPort;
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    try (ServerSocket one = new ServerSocket(0); ServerSocket other = new ServerSocket(0)) {
      managementPort = one.getLocalPort();
      metricsPort = other.getLocalPort();
    }
    settings.putAll(Map.of("CONNECTOR_MANAGEMENT_ENABLED", "true",
        "CONNECTOR_MANAGEMENT_PORT", String.valueOf(managementPort),
        "CONNECTOR_EXPOSE_METRICS", "true", "CONNECTOR_METRICS_HOST", "127.0.0.1",
        "CONNECTOR_METRICS_PORT", String.valueOf(metricsPort)));
  }

  @Test
  void everyOutcomeIsCountedAndTheNumbersAddUp() throws Exception {
    crowdSec.answer("192.0.2.10", Samples.read("200-malicious-full"));
    crowdSec.script("192.0.2.11", Step.status(500, "{}"), Step.ok(Samples.read("200-malicious-full")));
    settings.putAll(Map.of("ping.period", "300", "CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS", "0"));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      // When jobs of many kinds are done, one after the other
      List<String> observables = List.of(openCti.addObservable("192.0.2.10"), openCti.addObservable("192.0.2.10"),
          openCti.addObservable("192.0.2.11"), openCti.addObservable("203.0.113.200"),
          openCti.addObservable("192.0.2.66", "TLP:RED"), openCti.addObservable("10.0.0.1"),
          openCti.addObservableOf("IPv4-Addr", "no address", null));
      List<String> works = new ArrayList<>();
      for (String observable : observables) {
        works.add(openCti.ask(connector.id(), observable));
        await().atMost(PATIENCE).until(() -> openCti.allWorksComplete());
      }
      openCti.publish(connector.id(), "no job".getBytes(), Map.of());
      // Then
      await().atMost(PATIENCE).untilAsserted(() ->
          assertThat(scrape().value("crowdsec_connector_jobs_total", "outcome", "unreadable")).isEqualTo(1));
      await().atMost(PATIENCE).until(() -> scrape().value("ping_api_total") > 0);
      await().atMost(PATIENCE).until(() -> scrape().value("crowdsec_connector_queue_messages") == 0);
      Scrape scrape = scrape();
      Map<String, Double> jobs = scrape.byLabel("crowdsec_connector_jobs_total", "outcome");
      assertThat(jobs.keySet()).as("all are there from the start").hasSameSizeAs(JobOutcome.values());
      jobs.values().removeIf(count -> count == 0);
      assertThat(jobs).isEqualTo(Map.of(
          "enriched", 3.0, "not_known", 1.0, "over_tlp", 1.0, "private", 1.0, "not_an_address", 1.0, "unreadable", 1.0));
      assertThat(scrape.value("crowdsec_connector_job_seconds_count")).isEqualTo(8);
      assertThat(scrape.value("runs_total")).isEqualTo(8);
      assertThat(scrape.value("bundles_sent_total")).as("the second had nothing new").isEqualTo(3);
      assertThat(scrape.value("records_sent_total"))
          .isEqualTo(openCti.bundles().stream().mapToInt(bundle -> bundle.path("objects").size()).sum());
      assertThat(scrape.value("errors_total")).as("over TLP, no address, no job").isEqualTo(3);
      assertThat(scrape.byLabel("crowdsec_connector_crowdsec_calls_total", "status"))
          .isEqualTo(Map.of("200", 2.0, "404", 1.0, "5xx", 1.0));
      assertThat(scrape.byLabel("crowdsec_connector_answers_total", "source")).isEqualTo(Map.of("cache", 1.0, "crowdsec", 3.0));
      assertThat(scrape.byLabel("state", "state")).isEqualTo(Map.of("idle", 1.0, "running", 0.0, "stopped", 0.0));
      assertThat(scrape.value("crowdsec_connector_gate", "reason", "open")).isEqualTo(1);
      assertThat(scrape.value("crowdsec_connector_breaker", "state", "closed")).isEqualTo(1);
      // And all that is declared is there, with these labels, and the same on both ports
      for (Metric metric : Metric.values()) {
        assertThat(scrape.labelsOf(metric)).as(metric.scraped()).isEqualTo(metric.labels());
      }
      assertThat(Scrape.of("http://127.0.0.1:" + managementPort + "/observe/metrics").names())
          .containsAll(scrape.names());
      // And so is all that the dashboard and the alert rules name
      assertThat(scrape.names()).containsAll(Monitoring.metricsOf(Monitoring.DASHBOARD))
          .containsAll(Monitoring.metricsOf(Monitoring.ALERTS));
      // And nothing in it names an address, an observable, a work or a secret
      assertThat(scrape.text()).doesNotContain("192.0.2.", openCti.token(), crowdSec.key(), works.get(0), observables.get(0));
    }
  }

  @Test
  void aJobInProgressIsMeasured() throws Exception {
    crowdSec.script("192.0.2.10", Step.delayed(Duration.ofSeconds(8), Step.notKnown()));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      openCti.ask(connector.id(), openCti.addObservable("192.0.2.10"));
      await().atMost(PATIENCE).until(() -> scrape().value("crowdsec_connector_jobs_in_hand") == 1);
      assertThat(scrape().byLabel("state", "state")).isEqualTo(Map.of("idle", 0.0, "running", 1.0, "stopped", 0.0));
      await().atMost(PATIENCE).until(() -> openCti.allWorksComplete());
      await().atMost(PATIENCE).until(() -> scrape().value("crowdsec_connector_jobs_in_hand") == 0);
    }
  }

  @Test
  void theGateIsMeasured() throws Exception {
    crowdSec.always(Step.status(429, CrowdSecDouble.QUOTA));
    settings.putAll(Map.of("CROWDSEC_QUOTA_RETRY_DELAY", "1h", "CROWDSEC_QUOTA_BUDGET", "40", "ping.period", "300"));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      openCti.ask(connector.id(), openCti.addObservable("192.0.2.10"));
      await().atMost(PATIENCE).until(() -> scrape().value("crowdsec_connector_gate", "reason", "quota") == 1);
      await().atMost(PATIENCE).until(() -> scrape().value("crowdsec_connector_jobs_total", "outcome", "returned") == 1);
      await().atMost(PATIENCE).until(() -> scrape().value("crowdsec_connector_queue_messages") == 1);
      assertThat(scrape().value("crowdsec_connector_gate", "reason", "open")).isEqualTo(0);
      assertThat(scrape().value("crowdsec_connector_gate_next_try_timestamp_seconds") * 1000)
          .isGreaterThan(System.currentTimeMillis());
      assertThat(scrape().value("crowdsec_connector_budget_used")).isEqualTo(1);
      assertThat(scrape().value("crowdsec_connector_budget_limit")).isEqualTo(40);
      assertThat(scrape().value("crowdsec_connector_job_seconds_count")).as("a returned job has not ended").isEqualTo(0);
    }
  }

  @Test
  void theClientLibrarysNamesCanHaveANamespaceAndASubsystem() throws Exception {
    settings.putAll(Map.of("CONNECTOR_METRICS_NAMESPACE", "opencti", "CONNECTOR_METRICS_SUBSYSTEM", "crowdsec"));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings)) {
      Scrape scrape = scrape();
      assertThat(scrape.names()).contains("opencti_crowdsec_runs_total", "opencti_crowdsec_state").doesNotContain("runs_total");
      assertThat(scrape.byLabel("opencti_crowdsec_state", "opencti_crowdsec_state")).containsEntry("idle", 1.0);
      assertThat(scrape.names()).contains("crowdsec_connector_jobs_in_hand");
    }
  }

  @Test
  void eachJobHasItsLineInTheLogWithTheSameKeysAsTextAndAsJson() throws Exception {
    for (boolean json : List.of(false, true)) {
      Map<String, String> environment = RunningConnector.environment(openCti, crowdSec);
      // Not set, and no terminal: JSON.
      environment.put("OPENCTI_JSON_LOGGING", json ? "" : "false");
      try (ConnectorProcess process = ConnectorProcess.start(environment)) {
        String connector = environment.get("CONNECTOR_ID");
        await().atMost(PATIENCE).until(() -> openCti.registered(connector));
        // When
        String address = json ? "192.0.2.11" : "192.0.2.10";
        crowdSec.answer(address, Samples.read("200-malicious-full"));
        String observable = openCti.addObservable(address);
        String work = openCti.ask(connector, observable);
        String secret = openCti.ask(connector, openCti.addObservable("192.0.2.66", "TLP:RED"));
        // Then
        await().atMost(PATIENCE).until(() -> lines(process, work).size() + lines(process, secret).size() == 2);
        String line = lines(process, work).get(0);
        if (json) {
          JsonNode fields = JSON.readTree(line);
          assertThat(fields.path("level").asText()).isEqualTo("INFO");
          assertThat(fields.path("message").asText()).isEqualTo(openCti.work(work).messages().get(1));
          assertThat(fields.path("attributes").properties().stream().map(Map.Entry::getKey).toList())
              .containsExactlyInAnyOrder("answer", "entityId", "ip", "objects", "outcome", "seconds", "workId");
          assertThat(fields.path("attributes").path("outcome").asText()).isEqualTo("enriched");
        } else {
          assertThat(line).contains("INFO", "answer=crowdsec", "entityId=" + observable, "ip=192.0.2.10", "outcome=enriched");
          assertThat(lines(process, secret).get(0)).contains("outcome=over_tlp", "answer=-", "objects=0");
          assertThat(process.log().lines().limit(4)).as("the banner").satisfiesExactly(
              first -> assertThat(first).contains("CrowdSec connector for OpenCTI ", openCti.url(), "IPv4-Addr", "TLP:AMBER"),
              second -> assertThat(second).contains("Runs on:", "Camel ", connector),
              third -> assertThat(third).contains("Limits:", "4 jobs at a time"),
              fourth -> assertThat(fourth).contains("Endpoints:"));
          assertThat(process.log()).doesNotContain(" {}");
        }
      }
    }
  }

  private static List<String> lines(ConnectorProcess process, String work) {
    return process.log().lines().filter(line -> line.contains("outcome") && line.contains(work)).toList();
  }

  private Scrape scrape() throws Exception {
    return Scrape.of("http://127.0.0.1:" + metricsPort + "/");
  }
}
