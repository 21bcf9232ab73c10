package io.github.camelcti.crowdsec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.support.Doubles;
import io.github.camelcti.crowdsec.support.Ports;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The steps of a job by the id of its work, on the management port. */
class JobTracesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ADDRESS = "192.0.2.10";
  private static final String SECRET = "192.0.2.66";

  @RegisterExtension
  private final Doubles doubles = new Doubles();
  private final OpenCtiDouble openCti = doubles.openCti();
  private final CrowdSecDouble crowdSec = doubles.crowdSec();
  private final int port = Ports.free();

  @Test
  void theLastJobsShowTheirStepsAndNoData() throws Exception {
    // Given
    crowdSec.answer(ADDRESS, Samples.read("200-malicious-full", ADDRESS));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings("2"))) {
      // When
      String first = enrich(connector, "192.0.2.11");
      String enriched = enrich(connector, ADDRESS);
      String refused = enrich(connector, SECRET, "TLP:RED");
      // Then
      await().atMost(PATIENCE).until(() -> get(refused).statusCode() == 200);
      JsonNode trace = new ObjectMapper().readTree(get(enriched).body());
      assertThat(trace.path("outcome").asText()).isEqualTo("ENRICHED");
      assertThat(trace.findValuesAsText("route")).contains("take-job", "handle-job", "enrich-observable", "push-bundle", "call-opencti");
      assertThat(trace.findValuesAsText("step")).contains("enrich-observable-look-up", "enrich-observable-transform");
      assertThat(trace.findValuesAsText("millis")).allMatch(millis -> Long.parseLong(millis) >= 0);
      assertThat(new ObjectMapper().readTree(get(refused).body()).findValuesAsText("route")).doesNotContain("look-up-address");
      // And nothing of what the jobs were about
      for (String work : List.of(enriched, refused)) {
        assertThat(get(work).body()).doesNotContain(ADDRESS, SECRET, "TLP:", "malicious", openCti.token(), crowdSec.key());
      }
      // And the oldest is forgotten
      assertThat(get(first).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void byDefaultThereIsNoTrace() throws Exception {
    // Given
    crowdSec.answer(ADDRESS, Samples.read("200-malicious-full", ADDRESS));
    try (RunningConnector connector = RunningConnector.start(openCti, crowdSec, settings("0"))) {
      // When
      String work = enrich(connector, ADDRESS);
      // Then
      assertThat(get(work).statusCode()).isEqualTo(404);
    }
  }

  private Map<String, String> settings(String most) {
    return Map.of("CONNECTOR_MANAGEMENT_ENABLED", "true", "CONNECTOR_MANAGEMENT_PORT", String.valueOf(port), "CONNECTOR_TRACE_JOBS",
        most);
  }

  private String enrich(RunningConnector connector, String address, String... markings) {
    String work = openCti.ask(connector.id(), openCti.addObservable(address, markings));
    await().atMost(PATIENCE).until(() -> openCti.work(work).status().equals("complete"));
    return work;
  }

  private HttpResponse<String> get(String work) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/observe/trace/" + work);
    return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
