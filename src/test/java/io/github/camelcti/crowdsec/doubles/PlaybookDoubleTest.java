package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.github.camelcti.crowdsec.doubles.OpenCtiClient.Answer;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs of playbooks, and what the double says to the answers. */
class PlaybookDoubleTest {

  private static final String SCO = "extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82";

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

  @AfterEach
  void stopPlatform() {
    platform.forget(connector);
    platform.close();
  }

  private ObjectNode job(Generation generation) throws Exception {
    platform = OpenCtiDouble.start(broker, generation);
    client = new OpenCtiClient(platform);
    client.registerWith(connector, "playbook_compatible", true, "id");
    String observable = platform.addObservableOf("IPv4-Addr", "192.0.2.1", "of the analyst");
    platform.addObject(platform.objects("ipv4-addr").get(0).<ObjectNode>deepCopy()
        .set("labels", OpenCtiClient.JSON.createArrayNode().add("seen")));
    String execution = platform.askPlaybook(connector, observable,
        OpenCtiClient.JSON.createObjectNode().put("type", "malware").put("id", "malware--1"));
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      GetResponse message =
          await().until(() -> channel.basicGet("listen_" + connector, true), Objects::nonNull);
      ObjectNode job = (ObjectNode) OpenCtiClient.JSON.readTree(message.getBody());
      assertThat(job.at("/internal/playbook/execution_id").asText()).isEqualTo(execution);
      return job;
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(value = Generation.class, names = "V5_3", mode = EnumSource.Mode.EXCLUDE)
  void aJobBringsItsBundleAndTakesItBack(Generation generation) throws Exception {
    // Given
    JsonNode job = job(generation);
    JsonNode bundle = job.at("/event/bundle");

    // When
    Answer answer = step(generation, job, bundle);

    // Then
    assertThat(answer.data().path("playbookStepExecution").asBoolean()).as("%s", answer.body()).isTrue();
    assertThat(job.at("/internal/work_id").isNull()).isTrue();
    assertThat(job.at("/internal/applicant_id").asText()).isNotEmpty().isNotEqualTo(Platform.USER_ID);
    assertThat(job.path("event").has("event_type")).isFalse();
    assertThat(bundle.path("objects")).hasSize(2);
    assertThat(bundle.at("/objects/0/extensions/" + SCO + "/labels/0").asText()).isEqualTo("seen");
    assertThat(bundle.at("/objects/0/extensions/" + SCO + "/description").asText()).isEqualTo("of the analyst");
    assertThat(platform.playbookSteps(job.at("/internal/playbook/execution_id").asText())).singleElement()
        .satisfies(step -> {
          assertThat(step.bundle()).isEqualTo(bundle);
          assertThat(step.previousBundle()).isEqualTo(bundle);
          assertThat(step.variables().has("event_id")).isEqualTo(generation.atLeast(Generation.V6_2));
        });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "execution_id     | Playbook execution cannot be found", "step_id | Playbook step cannot be found",
    "previous_step_id | Playbook step cannot be found", "event_id | Playbook step cannot be found",
    "playbook_id      | Playbook step cannot be found", "data_instance_id | Playbook step cannot be found",
  })
  void aWrongIdIsRefused(String id, String message) throws Exception {
    // Given
    ObjectNode job = job(Generation.V6_9);
    ((ObjectNode) job.at("/internal/playbook")).put(id, "wrong");

    // When
    Answer answer = step(Generation.V6_9, job, job.at("/event/bundle"));

    // Then
    assertThat(answer.error().path("message").asText()).isEqualTo(message);
  }

  @Test
  void aBundleWithoutItsObservableIsRefused() throws Exception {
    // Given
    JsonNode job = job(Generation.V7);
    JsonNode bundle = OpenCtiClient.JSON.readTree("{\"type\": \"bundle\", \"objects\": []}");

    // When
    Answer answer = step(Generation.V7, job, bundle);

    // Then
    assertThat(answer.error().path("message").asText()).isEqualTo("Playbook base element no longer accessible");
    assertThat(platform.playbookSteps(job.at("/internal/playbook/execution_id").asText())).isEmpty();
  }

  @Test
  void onlyACompatibleConnectorIsAsked() {
    // Given
    platform = OpenCtiDouble.start(broker, Generation.V6_9);
    new OpenCtiClient(platform).register(connector);
    String observable = platform.addObservable("192.0.2.1");

    // Then
    assertThatThrownBy(() -> platform.askPlaybook(connector, observable)).hasMessageContaining(connector);
  }

  private Answer step(Generation generation, JsonNode job, JsonNode bundle) {
    boolean event = generation.atLeast(Generation.V6_2);
    JsonNode playbook = job.at("/internal/playbook");
    return client.ask("mutation($x: ID!, " + (event ? "$e: ID!, " : "") + "$t: DateTime!, $d: ID!, $p: ID!, $l: ID!, "
        + "$s: ID!, $o: String!, $b: String!) { playbookStepExecution(execution_id: $x, "
        + (event ? "event_id: $e, " : "") + "execution_start: $t, data_instance_id: $d, playbook_id: $p, "
        + "previous_step_id: $l, step_id: $s, previous_bundle: $o, bundle: $b) }",
        "x", playbook.path("execution_id"), "e", playbook.path("event_id").asText(), "t", "2026-08-20T08:00:00+00:00",
        "d", playbook.path("data_instance_id"), "p", playbook.path("playbook_id"),
        "l", playbook.path("previous_step_id"), "s", playbook.path("step_id"),
        "o", job.at("/event/bundle").toString(), "b", bundle.toString());
  }
}
