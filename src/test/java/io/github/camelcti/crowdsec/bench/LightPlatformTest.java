package io.github.camelcti.crowdsec.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The light double answers what the real one answers, to all that the connector sends in a job and around it. */
class LightPlatformTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONNECTOR = UUID.randomUUID().toString();
  private static final String ADDRESS = JobSource.address(7);
  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Set<String> CLOSED = ConcurrentHashMap.newKeySet();

  private static Broker broker;
  private static OpenCtiDouble real;
  private static LightPlatform light;
  private static String observable;

  @BeforeAll
  static void start() throws Exception {
    broker = Broker.start();
    real = OpenCtiDouble.start(broker);
    light = new LightPlatform(broker, CONNECTOR, Duration.ZERO, id -> ADDRESS);
    light.onClosed((work, at, objects, bytes) -> CLOSED.add(work + " " + objects));
    ask(real.url(), real.token(), "register-connector.since-6.6", variables(null));
    observable = real.addObservable(ADDRESS);
  }

  @AfterAll
  static void stop() throws Exception {
    real.forget(CONNECTOR);
    light.close();
    real.close();
    broker.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "ABOUT,       about",
    "REGISTER,    register-connector.since-6.6",
    "PING,        ping-connector.since-6.2",
    "READ,        read-observable.since-5.12.24",
    "RECEIVED,    mark-received",
    "PUSH,        push-bundle.since-6.9",
    "PUSH_ENDED,  push-with-ended-work.since-6.9",
    "CLOSE,       close-work",
  })
  void answersWithTheFieldsOfTheRealDouble(LightPlatform.Call call, String document) throws Exception {
    // Given
    Map<String, Object> variables = variables(real.ask(CONNECTOR, observable));
    long before = light.calls(call);

    // When
    JsonNode expected = ask(real.url(), real.token(), document, variables);
    JsonNode answer = ask(light.url(), LightPlatform.TOKEN, document, variables);

    // Then
    assertThat(expected.has("errors")).as(expected.toString()).isFalse();
    assertThat(fields("", answer)).isEqualTo(fields("", expected));
    assertThat(light.calls(call)).isEqualTo(before + 1);
  }

  @Test
  void theConnectorKnowsItForTheSameVersionAndTheSameObservable() throws Exception {
    for (String document : List.of("about", "read-observable.since-5.12.24")) {
      // When
      JsonNode expected = ask(real.url(), real.token(), document, variables(null));
      JsonNode answer = ask(light.url(), LightPlatform.TOKEN, document, variables(null));

      // Then
      for (String value : List.of("/data/about/version", "/data/stixCyberObservable/observable_value")) {
        assertThat(answer.at(value)).isEqualTo(expected.at(value));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"push-bundle.since-6.9, 1", "close-work, 0"})
  void tellsWhichWorkHasEndedAndWithHowManyObjects(String document, int objects) throws Exception {
    // Given
    String work = JobSource.workId(4711);

    // When
    ask(light.url(), LightPlatform.TOKEN, document, variables(work));

    // Then
    await().until(() -> CLOSED.contains(work + " " + objects)); // told after the answer is out
    assertThat(JobSource.jobOf(work)).isEqualTo(4711);
  }

  private static Map<String, Object> variables(String work) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("id", observable);
    variables.put("name", "CrowdSec");
    variables.put("type", "INTERNAL_ENRICHMENT");
    variables.put("connector", CONNECTOR);
    variables.put("bundle", "{\"type\":\"bundle\",\"id\":\"bundle--" + UUID.randomUUID() + "\",\"objects\":[{\"id\":\"" + observable
        + "\",\"type\":\"ipv4-addr\",\"spec_version\":\"2.1\",\"value\":\"" + ADDRESS + "\"}]}");
    variables.put("work", work);
    variables.put("workId", work);
    variables.put("message", "text");
    return variables;
  }

  /** Sends a document of routes/graphql with those of the variables that it declares. */
  private static JsonNode ask(String url, String token, String document, Map<String, Object> all) throws Exception {
    String query = Files.readString(Path.of("routes", "graphql", document + ".graphql"));
    Map<String, Object> variables = new LinkedHashMap<>(all);
    variables.keySet().removeIf(name -> !query.contains("$" + name + ":"));
    if (document.contains("connector")) {
      variables.put("id", CONNECTOR);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("query", query);
    body.put("variables", variables);
    HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(URI.create(url + "/graphql"))
        .header("Content-Type", "application/json").header("Authorization", "Bearer " + token)
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))).build(), HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.body());
  }

  /** The paths of all fields. */
  private static Set<String> fields(String path, JsonNode node) throws IOException {
    Set<String> found = new TreeSet<>(List.of(path));
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      found.addAll(fields(path + "/" + field.getKey(), field.getValue()));
    }
    return found;
  }
}
