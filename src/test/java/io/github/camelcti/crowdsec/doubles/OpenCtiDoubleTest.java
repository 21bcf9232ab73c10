package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.github.camelcti.crowdsec.doubles.OpenCtiClient.Answer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The double speaks as the recorded platform did: requests, errors, registration, jobs, works. */
@Tag("broker")
class OpenCtiDoubleTest {

  private static Broker broker;

  private final String connector = UUID.randomUUID().toString();
  private OpenCtiDouble platform;
  private OpenCtiClient client;

  @BeforeAll
  static void startBroker() {
    broker = Broker.shared();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @BeforeEach
  void startPlatform() {
    platform = OpenCtiDouble.start(broker);
    client = new OpenCtiClient(platform);
  }

  @AfterEach
  void stopPlatform() {
    platform.forget(connector);
    platform.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', nullValues = "none", value = {
    "none", "Bearer 00000000-0000-4000-8000-000000000000", "Basic 3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e",
  })
  void withoutTheTokenEveryRootFieldIsRefused(String authorization) {
    // When
    Answer answer =
        client.post(OpenCtiClient.body("{ about { version } }"), "application/json", authorization);

    // Then
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).hasToString("{\"errors\":[{\"message\":\"You must be logged in to do this.\","
        + "\"locations\":[" + answer.error().path("locations").path(0) + "],\"path\":[\"about\"],"
        + "\"extensions\":{\"code\":\"AUTH_REQUIRED\",\"data\":{\"http_status\":401,\"genre\":\"TECHNICAL\"}"
        + "},\"name\":\"AUTH_REQUIRED\"}],\"data\":{\"about\":null}}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "{ about { versionn } }                                   | GRAPHQL_VALIDATION_FAILED",
    "{ about { version                                        | GRAPHQL_PARSE_FAILED",
    "{ __schema { queryType { name } } }                      | RESOURCE_NOT_FOUND",
    "query($i: String!) { stixCyberObservable(id: $i) { id } }| BAD_USER_INPUT",
    "query($n: Int) { about { version } }                     | GRAPHQL_VALIDATION_FAILED",
    "query A { about { version } } query B { about { version } } | OPERATION_RESOLUTION_FAILURE",
    "{ a: about { version } b: about { version } c: about { version } } | GRAPHQL_VALIDATION_FAILED",
    "mutation { a: workEdit(id: 1) { ping } b: workEdit(id: 1) { ping } } | GRAPHQL_VALIDATION_FAILED",
  })
  void whatGraphQlRefusesHasACodeAndNoData(String query, String code) {
    // When
    Answer answer = client.ask(query);

    // Then
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.error().path("name").asText()).isEqualTo(code);
    assertThat(answer.body().has("data")).isFalse();
  }

  @Test
  void aValueOutsideItsTypeIsBadUserInput() {
    // When
    Answer answer = client.ask("mutation($i: RegisterConnectorInput) { registerConnector(input: $i) { id } }",
        "i", Map.of("id", connector, "name", "CrowdSec", "type", "NOT_A_TYPE"));

    // Then
    assertThat(answer.code()).isEqualTo("BAD_USER_INPUT");
  }

  @Test
  void theSameMutationTwiceIsTooMuch() {
    // When
    Answer answer =
        client.ask("mutation { a: workEdit(id: \"w\") { ping } b: workEdit(id: \"w\") { ping } }");

    // Then
    assertThat(answer.error().path("message").asText())
        .isEqualTo("Allowed number of calls for Mutation->workEdit has been exceeded (max: 1)");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "text/plain       | {\"query\": \"{ about { version } }\"}   | 400 | /errors/0/name | BAD_REQUEST",
    "application/json | {}                                       | 400 | /errors/0/name | BAD_REQUEST",
    "application/json | [{\"query\": \"{ about { version } }\"}] | 400 | /errors/0/message "
        + "| Operation batching disabled.",
    "application/json | {\"query\":                              | 500 | /status        | error",
  })
  void whatIsNoGraphQlRequestIsRefusedBefore(String type, String body, int status, String at, String text) {
    // When
    Answer answer = client.post(body, type, "Bearer " + platform.token());

    // Then
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body().at(at).asText()).isEqualTo(text);
  }

  @Test
  void aRegistrationAnswersTheBrokerAndCanBeRepeated() {
    // When
    client.register(connector);
    JsonNode config = client.register(connector).data().at("/registerConnector/config");

    // Then
    assertThat(config.path("connection")).isEqualTo(OpenCtiClient.JSON.createObjectNode()
        .put("host", broker.host()).put("vhost", broker.vhost()).put("use_ssl", false)
        .put("port", broker.port()).put("user", broker.user()).put("pass", broker.password()));
    assertThat(config.path("listen").asText()).isEqualTo("listen_" + connector);
    assertThat(config.path("push_routing").asText()).isEqualTo("push_routing_" + connector);
    assertThat(platform.registered(connector)).isTrue();
    assertThat(platform.count("registerConnector")).isEqualTo(2);
  }

  @Test
  void aPingKeepsTheStateAndAnUnknownConnectorIsAnError() {
    // Given
    String ping = "mutation($id: ID!) { pingConnector(id: $id, state: \"{}\") { id connector_state } }";
    Answer unknown = client.ask(ping, "id", connector);
    client.register(connector);

    // When
    Answer known = client.ask(ping, "id", connector);

    // Then
    assertThat(unknown.code()).isEqualTo("FUNCTIONAL_ERROR");
    assertThat(unknown.error().path("message").asText())
        .isEqualTo("No connector found with the specified ID");
    assertThat(known.data().at("/pingConnector/connector_state").asText()).isEqualTo("{}");
    assertThat(platform.lastState(connector)).isEqualTo("{}");
    assertThat(platform.pings(connector)).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "192.0.2.7   | IPv4-Addr | TLP:RED   | marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    "2001:db8::7 | IPv6-Addr | TLP:CLEAR | marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
  })
  void aJobIsQueuedAndItsObservableCanBeRead(String value, String entityType, String tlp, String marking)
      throws Exception {
    // Given
    client.register(connector);
    String observable = platform.addObservable(value, tlp);

    // When
    String work = platform.ask(connector, observable);

    // Then
    JsonNode job = OpenCtiClient.JSON.readTree(nextMessage().getBody());
    assertThat(job.at("/internal/work_id").asText()).isEqualTo(work).startsWith("work_" + connector + "_");
    assertThat(job.at("/event/entity_id").asText()).isEqualTo(observable);
    assertThat(job.at("/event/entity_type").asText()).isEqualTo(entityType);
    assertThat(job.at("/event/stix_objects").isNull()).isTrue();
    JsonNode stix = OpenCtiClient.JSON.readTree(job.at("/event/stix_entity").textValue());
    assertThat(stix.path("value").asText()).isEqualTo(value);
    assertThat(stix.at("/object_marking_refs/0").asText()).isEqualTo(marking);
    JsonNode read = client.ask("query($id: String!) { stixCyberObservable(id: $id) { __typename standard_id "
        + "observable_value objectMarking { standard_id definition } objectOrganization { standard_id } } }",
        "id", observable).data().path("stixCyberObservable");
    assertThat(read.path("__typename").asText()).isEqualTo(entityType.replace("-", ""));
    assertThat(read.path("observable_value").asText()).isEqualTo(value);
    assertThat(read.at("/objectMarking/0/definition").asText()).isEqualTo(tlp);
  }

  @Test
  void theStandardIdIsThePlatformsOwn() {
    assertThat(platform.addObservable("198.51.100.23"))
        .isEqualTo("ipv4-addr--cec0294c-86c8-52cc-8448-ba43593736df");
  }

  @Test
  void anyBytesCanBeQueued() throws Exception {
    // Given
    client.register(connector);

    // When
    platform.publish(connector, "no job".getBytes(StandardCharsets.UTF_8), Map.of("x-tries", 3));

    // Then
    GetResponse message = nextMessage();
    assertThat(message.getBody()).asString().isEqualTo("no job");
    assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
    assertThat(message.getProps().getHeaders()).containsEntry("x-tries", 3);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', nullValues = "none", value = {
    "toReceived(message: \"in\")                                  | progress | in   | none",
    "toProcessed(message: \"done\")                               | complete | done | none",
    "toProcessed(message: \"no\", inError: true)                  | complete | none | no",
    "addExpectations(expectations: 1) toProcessed(message: \"p\") | wait     | p    | none",
    "addExpectations(expectations: 1) reportExpectation           | complete | none | none",
    "addExpectations(expectations: 1) reportExpectation(error: {error: \"e\", source: \"s\"}) "
        + "| complete | none | e",
    "addExpectations(expectations: 2) reportExpectation           | wait     | none | none",
    "reportExpectation                                            | wait     | none | none",
    "ping                                                         | wait     | none | none",
  })
  void aWorkFollowsItsEdits(String selection, String status, String message, String error) {
    // Given
    client.register(connector);
    String work = platform.ask(connector, platform.addObservable("192.0.2.1"));

    // When
    Answer answer = client.edit(work, selection);

    // Then
    assertThat(answer.data().path("workEdit")).allMatch(it -> it.asText().equals(work));
    OpenCtiDouble.WorkView view = platform.work(work);
    assertThat(view.status()).isEqualTo(status);
    assertThat(view.statusHistory()).startsWith("wait").endsWith(status);
    assertThat(view.messages()).isEqualTo(message == null ? List.of() : List.of(message));
    assertThat(view.errors()).isEqualTo(error == null ? List.of() : List.of(error));
    assertThat(platform.allWorksComplete()).isEqualTo(status.equals("complete"));
  }

  @Test
  void anUnknownWorkAnswersAsIfItHadWorked() {
    // When
    Answer answer = client.edit("work_nope", "toReceived addExpectations(expectations: 1) reportExpectation");

    // Then
    assertThat(answer.body().has("errors")).isFalse();
    assertThat(answer.data().path("workEdit")).hasSize(3).allMatch(it -> it.asText().equals("work_nope"));
  }

  @Test
  void aFailedFieldIsNullAndTheNextOneRuns() {
    // Given
    client.register(connector);
    String work = platform.ask(connector, platform.addObservable("192.0.2.1"));

    // When
    Answer answer = client.ask("mutation($c: String!, $w: ID!) { "
        + "stixBundlePush(connectorId: $c, bundle: \"{}\") "
        + "workEdit(id: $w) { toReceived(message: \"after\") } }",
        "c", connector, "w", work);

    // Then
    assertThat(answer.code()).isEqualTo("UNSUPPORTED_ERROR");
    assertThat(answer.error().at("/extensions/data/cause/message").asText()).isEqualTo("Invalid stix bundle");
    assertThat(answer.data().path("stixBundlePush").isNull()).isTrue();
    assertThat(platform.work(work).messages()).containsExactly("after");
  }

  @Test
  void troubleComesAsOrderedAndPasses() {
    // Given
    String about = "{ about { version } }";
    platform.failNext(1, 503, "{\"ordered\": true}");
    platform.errorNext("about", "FORBIDDEN_ACCESS", "You are not allowed to do this.", 1);

    // When
    List<Answer> answers = List.of(client.ask(about), client.ask(about), client.ask(about));

    // Then
    assertThat(answers.get(0).status()).isEqualTo(503);
    assertThat(answers.get(0).body().path("ordered").asBoolean()).isTrue();
    assertThat(answers.get(1).code()).isEqualTo("FORBIDDEN_ACCESS");
    assertThat(answers.get(2).data().at("/about/version").asText()).startsWith("6.9.");
    assertThat(platform.count("about")).isEqualTo(3);
  }

  @Test
  void afterAnOutageEverythingIsAsBefore() {
    // Given
    client.register(connector);
    platform.down();
    assertThatThrownBy(() -> client.register(connector)).isInstanceOf(UncheckedIOException.class);

    // When
    platform.up();

    // Then
    assertThat(platform.registered(connector)).isTrue();
    assertThat(client.register(connector).status()).isEqualTo(200);
  }

  @Test
  void aPersonCanAskByHand() {
    // Given
    assertThat(client.call("POST", "/double/ask?value=192.0.2.9").status()).isEqualTo(409);
    client.register(connector);

    // When
    Answer asked = client.call("POST", "/double/ask?value=2001%3Adb8%3A%3A9");

    // Then
    String work = asked.body().path("work").asText();
    assertThat(platform.work(work).status()).isEqualTo("wait");
    assertThat(client.call("GET", "/double/works").body().at("/0/id").asText()).isEqualTo(work);
    assertThat(client.call("GET", "/double/objects").body()).hasSize(1);
  }

  private GetResponse nextMessage() throws Exception {
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      return await().until(() -> channel.basicGet("listen_" + connector, true), Objects::nonNull);
    }
  }
}
