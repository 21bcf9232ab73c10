package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OpenTelemetry traces, as a collector gets them. */
class TracesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final Broker broker = doubles.broker();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer collector;

  @BeforeEach
  void start() throws Exception {
    crowdSec.answer("192.0.2.10", Samples.read("200-malicious-full"));
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/v1/traces", exchange -> {
      // Protocol buffers: names and values stand in them as they are.
      received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    collector.start();
  }

  @AfterEach
  void stop() throws Exception {
    collector.stop(0);
  }

  @Test
  void aJobsStepsAreSpansWithoutSecrets() throws Exception {
    Map<String, String> environment = environment("true");
    try (ConnectorProcess process = ConnectorProcess.start(environment)) {
      // When
      await().atMost(PATIENCE).until(() -> openCti.registered(environment.get("CONNECTOR_ID")));
      openCti.ask(environment.get("CONNECTOR_ID"), openCti.addObservable("192.0.2.10"));
      // Then
      await().atMost(PATIENCE).until(() -> openCti.allWorksComplete() && spans().contains("direct://take-job")
          && spans().contains("queues=listen_" + environment.get("CONNECTOR_ID")));
      assertThat(spans()).contains("crowdsec-connector", "direct://look-up-address", "direct://read-observable",
          "direct://deliver-enrichment")
          .doesNotContain(openCti.token()).doesNotContain(crowdSec.key()).doesNotContain(broker.password() + "@");
      assertThat(openCti.works()).allSatisfy(work -> assertThat(work.errors()).isEmpty());
    }
  }

  @Test
  void anUnreachableCollectorDoesNotHinderJobs() throws Exception {
    collector.stop(0);
    Map<String, String> environment = environment("true");
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    try (ConnectorProcess process = ConnectorProcess.start(environment)) {
      await().atMost(PATIENCE).until(() -> openCti.registered(environment.get("CONNECTOR_ID")));
      openCti.ask(environment.get("CONNECTOR_ID"), openCti.addObservable("192.0.2.10"));
      await().atMost(PATIENCE).until(() -> openCti.allWorksComplete());
      // Then the log says so, in its own form
      await().atMost(PATIENCE).until(() -> process.log().contains("Failed to export"));
      assertThat(process.log().lines().filter(line -> line.contains("Failed to export")))
          .allSatisfy(line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d.*"));
    }
  }

  private Map<String, String> environment(String enabled) {
    Map<String, String> environment = RunningConnector.environment(openCti, crowdSec);
    environment.put("CONNECTOR_TRACES_ENABLED", enabled);
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector.getAddress().getPort());
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "500");
    return environment;
  }

  private String spans() {
    return String.join("", received);
  }
}
