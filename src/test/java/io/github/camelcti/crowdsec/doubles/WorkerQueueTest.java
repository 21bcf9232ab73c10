package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the double's workers make of a message in a push queue. */
@Tag("broker")
class WorkerQueueTest {

  private static final String ORGANIZATION = "{\"type\":\"identity\",\"id\":\"identity--1\",\"name\":\"CrowdSec\","
      + "\"identity_class\":\"organization\"}";
  private static final String ADDRESS = "{\"type\":\"ipv4-addr\",\"id\":\"ipv4-addr--1\",\"value\":\"192.0.2.1\"}";

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

  private String work(Generation generation) {
    platform = OpenCtiDouble.start(broker, generation);
    client = new OpenCtiClient(platform);
    client.registerWith(connector, "auto", true, "id");
    return platform.ask(connector, platform.addObservable("192.0.2.1"));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Generation.class)
  void oneObjectIsImportedAndReported(Generation generation) throws Exception {
    // Given
    String work = work(generation);
    client.edit(work, "addExpectations(expectations: 2)");

    // When
    ObjectNode first = message(generation, work, ORGANIZATION);
    send(first, properties());
    send(message(generation, work, ADDRESS), properties());

    // Then
    await().until(() -> platform.work(work).status().equals("complete"));
    assertThat(platform.badMessages()).isEmpty();
    assertThat(platform.pushMessages()).hasSize(2).first().isEqualTo(first);
    assertThat(platform.objects("identity")).hasSize(1);
    assertThat(platform.work(work).errors()).isEmpty();
  }

  @Test
  void severalObjectsAreSplitAndExpected() throws Exception {
    // Given
    String work = work(Generation.V6_9);

    // When
    send(message(Generation.V6_9, work, ADDRESS, ORGANIZATION), properties());

    // Then
    await().until(() -> platform.work(work).status().equals("complete"));
    assertThat(platform.work(work).expected()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}: {1} = {2}")
  @CsvSource(delimiter = '|', nullValues = "none", quoteCharacter = '`', value = {
    "V5_3  | bundle_type     | \"QUEUE_BUNDLE\" | bundle_type is unknown",
    "V5_12 | draft_id        | \"\"             | draft_id is unknown",
    "V6_2  | draft_id        | \"\"             | draft_id is unknown",
    "V6_2  | bundle_type     | none             | bundle_type is not QUEUE_BUNDLE",
    "V6_9  | draft_id        | none             | draft_id is no text or null",
    "V6_9  | applicant_id    | none             | applicant_id is missing",
    "V6_9  | action_sequence | 0                | action_sequence is no number from 1",
    "V6_9  | entities_types  | none             | entities_types is no list",
    "V6_9  | content         | \"!\"            | content is no bundle in base64",
    "V6_9  | update          | \"true\"         | update is no boolean",
    "V6_9  | work_id         | null             | work_id is no text",
    "V6_9  | no_split        | true             | no_split is unknown",
  })
  void whatIsOfAnotherFormIsNotImported(Generation generation, String field, String json, String complaint)
      throws Exception {
    // Given
    ObjectNode message = message(generation, work(generation), ORGANIZATION);
    if (json == null) {
      message.remove(field);
    } else {
      message.set(field, OpenCtiClient.JSON.readTree(json));
    }

    // When
    send(message, properties());

    // Then
    await().until(() -> !platform.badMessages().isEmpty());
    assertThat(platform.badMessages()).singleElement().asString().startsWith(complaint + ": {");
    assertThat(platform.pushMessages()).isEmpty();
    assertThat(platform.objects("identity")).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1}, {2}")
  @CsvSource(nullValues = "none", value = {
    "V6_9, 1, utf-8, the delivery mode is not 2", "V5_12, 2, none, content_encoding is not utf-8",
  })
  void thePropertiesCountToo(Generation generation, int mode, String encoding, String complaint) throws Exception {
    // Given
    ObjectNode message = message(generation, work(generation), ORGANIZATION);

    // When
    send(message, new BasicProperties.Builder().deliveryMode(mode).contentEncoding(encoding).build());

    // Then
    await().until(() -> !platform.badMessages().isEmpty());
    assertThat(platform.badMessages()).singleElement().asString().startsWith(complaint);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(nullValues = "none", value = {
    "V5_3, placeholder, 1", "V5_3, direct, 0", "V5_12, placeholder, 0", "V7, placeholder, 0",
  })
  void anOldImporterLosesASightingWithAPlaceholder(Generation generation, String form, int errors) throws Exception {
    // Given
    String work = work(generation);
    client.edit(work, "addExpectations(expectations: 1)");
    platform.addObject(OpenCtiClient.JSON.readTree(ORGANIZATION));
    String address = platform.work(work).observableId();
    String of = form.equals("direct") ? "\"sighting_of_ref\":\"" + address + "\""
        : "\"sighting_of_ref\":\"indicator--51b92778-cef0-4a90-b7ec-ebd620d01ac8\","
            + "\"x_opencti_sighting_of_ref\":\"" + address + "\"";

    // When
    send(message(generation, work, "{\"type\":\"sighting\",\"id\":\"sighting--1\"," + of
        + ",\"where_sighted_refs\":[\"identity--1\"]}"), properties());

    // Then
    WorkView done = await().until(() -> platform.work(work), it -> it.status().equals("complete"));
    assertThat(done.errors()).hasSize(errors);
    assertThat(platform.objects("sighting")).hasSize(1 - errors);
  }

  private static ObjectNode message(Generation generation, String work, String... objects) {
    String bundle = "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[" + String.join(",", objects) + "]}";
    ObjectNode message = OpenCtiClient.JSON.createObjectNode().put("applicant_id", Platform.USER_ID)
        .put("action_sequence", 1).put("update", true).put("work_id", work)
        .put("content", Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.UTF_8)));
    message.putArray("entities_types");
    if (generation.atLeast(Generation.V6_2)) {
      message.put("bundle_type", "QUEUE_BUNDLE");
    }
    return generation.atLeast(Generation.V6_9_10) ? message.put("draft_id", "") : message;
  }

  private static BasicProperties properties() {
    return new BasicProperties.Builder().deliveryMode(2).contentEncoding("utf-8").build();
  }

  private void send(ObjectNode message, BasicProperties properties) throws Exception {
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      channel.basicPublish("amqp.worker.exchange", "push_routing_" + connector, properties,
          message.toString().getBytes(StandardCharsets.UTF_8));
      channel.waitForConfirmsOrDie();
    }
  }
}
