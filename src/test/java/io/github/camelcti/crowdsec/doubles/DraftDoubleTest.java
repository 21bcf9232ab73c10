package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.github.camelcti.crowdsec.doubles.OpenCtiClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens in a draft stays there, if it came the right way. */
class DraftDoubleTest {

  private static final String READ =
      "query($id: String!) { stixCyberObservable(id: $id) { x_opencti_description objectLabel { value } } }";
  private static final String PATCH = "mutation($id: ID!, $d: [EditInput]!) { stixCyberObservableEdit(id: $id) "
      + "{ fieldPatch(input: $d) { x_opencti_description } } }";

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

  private String observable;
  private String draft;

  @BeforeEach
  void aDraft() {
    platform = OpenCtiDouble.start(broker, Generation.V6_9);
    client = new OpenCtiClient(platform);
    client.register(connector);
    observable = platform.addObservableOf("IPv4-Addr", "192.0.2.1", "live");
    draft = platform.openDraft();
  }

  @Test
  void aJobNamesItsDraft() throws Exception {
    // When
    String work = platform.askInDraft(connector, observable, draft);

    // Then
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      GetResponse message =
          await().until(() -> channel.basicGet("listen_" + connector, true), Objects::nonNull);
      JsonNode job = OpenCtiClient.JSON.readTree(message.getBody());
      assertThat(job.at("/internal/draft_id").asText()).isEqualTo(draft);
      assertThat(job.at("/internal/work_id").asText()).isEqualTo(work);
    }
    assertThat(client.ask("query($w: ID!) { work(id: $w) { draft_context } }", "w", work).data()
        .at("/work/draft_context").asText()).isEqualTo(draft);
  }

  @Test
  void aMutationWithTheHeaderChangesTheDraftOnly() {
    // When
    Answer patched = client.askIn(draft, PATCH, "id", observable, "d", OpenCtiClient.JSON.createArrayNode()
        .add(OpenCtiClient.JSON.createObjectNode().put("key", "x_opencti_description")
            .set("value", OpenCtiClient.JSON.createArrayNode().add("of the draft"))));

    // Then
    assertThat(patched.body().has("errors")).as("%s", patched.body()).isFalse();
    assertThat(description(client.ask(READ, "id", observable))).isEqualTo("live");
    assertThat(description(client.askIn(draft, READ, "id", observable))).isEqualTo("of the draft");
    assertThat(platform.draftObservable(draft, observable).description()).isEqualTo("of the draft");
    assertThat(platform.observable(observable).description()).isEqualTo("live");
    assertThat(platform.draftObjects(draft, "ipv4-addr")).hasSize(1);
  }

  @Test
  void aPushIgnoresTheHeader() {
    // When
    client.askIn(draft, "mutation($c: String!, $b: String!) { stixBundlePush(connectorId: $c, bundle: $b) }",
        "c", connector, "b", bundle());

    // Then
    await().until(() -> "pushed".equals(platform.observable(observable).description()));
    assertThat(platform.draftObjects(draft, null)).isEmpty();
  }

  @Test
  void aMessageWithTheIdLandsInTheDraft() throws Exception {
    // Given
    String work = platform.askInDraft(connector, observable, draft);
    String message = OpenCtiClient.JSON.createObjectNode().put("bundle_type", "QUEUE_BUNDLE")
        .put("applicant_id", Platform.USER_ID).put("action_sequence", 1).put("update", false)
        .put("draft_id", draft).put("work_id", work)
        .put("content", Base64.getEncoder().encodeToString(bundle().getBytes(StandardCharsets.UTF_8)))
        .set("entities_types", OpenCtiClient.JSON.createArrayNode()).toString();

    // When
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      channel.basicPublish("amqp.worker.exchange", "push_routing_" + connector,
          new BasicProperties.Builder().deliveryMode(2).contentEncoding("utf-8").build(),
          message.getBytes(StandardCharsets.UTF_8));
    }

    // Then
    await().until(() -> platform.work(work).processed() == 1);
    assertThat(platform.draftObservable(draft, observable).description()).isEqualTo("pushed");
    assertThat(platform.observable(observable).description()).isEqualTo("live");
  }

  @ParameterizedTest(name = "closed {0}")
  @ValueSource(booleans = {true, false})
  void aDraftThatIsClosedOrUnknownIsLocked(boolean closed) {
    // Given
    platform.closeDraft(draft);

    // When
    Answer answer = client.askIn(closed ? draft : UUID.randomUUID().toString(), READ, "id", observable);

    // Then
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.code()).isEqualTo("DRAFT_LOCKED");
    assertThat(answer.error().at("/extensions/data/0").asText()).isEqualTo("C");
  }

  @Test
  void anEmptyHeaderIsNone() {
    // Then
    assertThat(description(client.askIn("", READ, "id", observable))).isEqualTo("live");
  }

  private static String description(Answer answer) {
    return answer.data().at("/stixCyberObservable/x_opencti_description").asText();
  }

  private static String bundle() {
    return "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[{\"type\":\"ipv4-addr\","
        + "\"id\":\"ipv4-addr--1\",\"value\":\"192.0.2.1\",\"x_opencti_description\":\"pushed\"}]}";
  }
}
