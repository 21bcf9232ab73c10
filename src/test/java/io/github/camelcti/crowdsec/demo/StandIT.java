package io.github.camelcti.crowdsec.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.deploy.ComposeFile;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import io.github.camelcti.crowdsec.support.RunningConnector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code deploy/compose} starts, without containers: the doubles, and the jar with the variables of the file. */
class StandIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String OPTION = "-Dgraphql.folder=file:graphql";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void theConnectorOfTheComposeFileEnrichesWhatTheDoublesAreAskedFor(@TempDir Path state) throws Exception {
    try (Stand stand = Stand.start(0, 0)) {
      // Given the file's variables, with the ports of this run and nothing that another run may hold
      Map<String, String> settings = new HashMap<>(
          ComposeFile.read(Path.of("deploy/compose/docker-compose.yml")).environment("connector-crowdsec"));
      assertThat(settings).containsEntry("OPENCTI_TOKEN", stand.openCti().token())
          .containsEntry("CROWDSEC_KEY", stand.crowdSec().key());
      settings.put("OPENCTI_URL", stand.openCti().url());
      settings.put("CROWDSEC_API_URL", stand.crowdSec().url());
      settings.put("CONNECTOR_STATE_DIRECTORY", state.toString());
      settings.put("CONNECTOR_MANAGEMENT_ENABLED", "false");
      try (ConnectorProcess process = ConnectorProcess.start(settings)) {
        process.awaitConsumer();
        // When
        URI ask = URI.create(stand.openCti().url() + "/double/ask?value=192.0.2.10");
        String answer = http.send(HttpRequest.newBuilder(ask)
            .POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString()).body();
        String work = JSON.readTree(answer).path("work").asText();
        // Then
        await().atMost(PATIENCE).until(() -> stand.openCti().work(work).status().equals("complete"));
        assertThat(stand.openCti().work(work).errors()).isEmpty();
        JsonNode works = JSON.readTree(http.send(HttpRequest.newBuilder(
            URI.create(stand.openCti().url() + "/double/works")).build(), BodyHandlers.ofString()).body());
        assertThat(works.toString()).contains("malicious");
        process.terminate();
        assertThat(process.awaitExit(PATIENCE)).isZero();
        assertThat(process.log()).doesNotContain("WARN", "ERROR");
      }
    }
  }

  @Test
  void aJarWithItsDocumentsBesideTheRoutesWorksAsTheMountsOfKubernetesAre(@TempDir Path home) throws Exception {
    // Given the two mounts, and the option that the manifest of own-routes sets
    ConnectorProcess.copyRoutes(home);
    Files.move(home.resolve("routes/graphql"), home.resolve("graphql"));
    assertThat(Files.readString(Path.of("deploy/kubernetes/own-routes/mount-routes.yaml"))).contains(OPTION);
    try (Stand stand = Stand.start(0, 0)) {
      Map<String, String> settings = RunningConnector.environment(stand.openCti(), stand.crowdSec());
      settings.put("JDK_JAVA_OPTIONS", OPTION);
      // When
      try (ConnectorProcess process = ConnectorProcess.start(settings, home)) {
        // Then
        process.awaitConsumer();
      }
    }
  }
}
