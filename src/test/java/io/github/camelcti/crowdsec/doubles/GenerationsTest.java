package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.github.camelcti.crowdsec.doubles.OpenCtiClient.Answer;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the generations of the platform have in common, and where they differ. */
class GenerationsTest {

  private static final String MARKING = "{ standard_id definition_type definition x_opencti_order }";

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

  private void start(Generation generation) {
    platform = OpenCtiDouble.start(broker, generation);
    client = new OpenCtiClient(platform);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Generation.class)
  void everyGenerationTellsItsVersion(Generation generation) {
    // Given
    start(generation);

    // When
    Answer answer = client.ask("{ about { version } }");

    // Then
    assertThat(answer.data().at("/about/version").asText()).isEqualTo(generation.version());
    assertThat(platform.generation()).isEqualTo(generation);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', value = {
    "V5_3  | connector_user { id }                                    | true",
    "V5_3  | connector_user_id                                        | false",
    "V5_3  | config { connection { vhost } }                          | false",
    "V5_3  | config { push_routing }                                  | false",
    "V5_3  | config { connection { host use_ssl port user pass } listen listen_exchange push push_exchange } | true",
    "V5_12 | connector_user { id }                                    | false",
    "V5_12 | connector_user_id config { connection { vhost } listen_routing push_routing } | true",
    "V6_2  | connector_user_id connector_user { id }                  | true",
    "V6_9  | config { listen_callback_uri dead_letter_routing s3 { endpoint } } | true",
    "V6_9  | jwks                                                     | false",
  })
  void aRegistrationAnswersWhatItsGenerationKnows(Generation generation, String selection, boolean known) {
    // Given
    start(generation);

    // When
    Answer answer = register(selection);

    // Then
    if (known) {
      assertThat(answer.body().has("errors")).as("%s", answer.body()).isFalse();
    } else {
      assertThat(answer.code()).isEqualTo("GRAPHQL_VALIDATION_FAILED");
      assertThat(answer.error().path("message").asText()).startsWith("Cannot query field");
    }
    assertThat(platform.registered(connector)).isEqualTo(known);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', value = {
    "V5_3  | only_contextual       | true", "V5_3  | playbook_compatible | false",
    "V5_12 | playbook_compatible   | true", "V5_12 | auto_update         | false",
    "V6_2  | auto_update           | false", "V6_9 | auto_update         | true",
  })
  void aRegistrationTakesWhatItsGenerationKnows(Generation generation, String field, boolean known) {
    // Given
    start(generation);

    // When
    Answer answer = client.ask("mutation($i: RegisterConnectorInput) { registerConnector(input: $i) { id } }", "i",
        Map.of("id", connector, "name", "CrowdSec", "type", "INTERNAL_ENRICHMENT", field, true));

    // Then
    assertThat(answer.code()).isEqualTo(known ? "" : "BAD_USER_INPUT");
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Generation.class)
  void listsAreEdgesBeforeSix(Generation generation) {
    // Given
    start(generation);
    String id = platform.addObservable("192.0.2.1", "TLP:AMBER");
    platform.restrict(id, "identity--2");
    platform.addObject(json("{'type': 'identity', 'id': 'identity--1', 'name': 'CrowdSec', "
        + "'identity_class': 'organization'}"));
    platform.addObject(json("{'type': 'ipv4-addr', 'id': 'ipv4-addr--1', 'value': '192.0.2.1', 'labels': ['a'], "
        + "'created_by_ref': 'identity--1', 'external_references': [{'source_name': 's', 'url': 'https://a.b'}]}"));
    boolean edges = !generation.atLeast(Generation.V6_2);
    String list = edges ? "{ edges { node %s } }" : "%s";
    String organizations = generation.atLeast(Generation.V5_12)
        ? "objectOrganization " + String.format(list, "{ standard_id name }") : "";

    // When
    Answer answer = client.ask("query($id: String!) { stixCyberObservable(id: $id) { id standard_id entity_type "
        + "parent_types created_at observable_value toStix createdBy { ... on Identity { standard_id name } } "
        + "objectMarking " + String.format(list, MARKING) + " objectLabel " + String.format(list, "{ id value color } ")
        + organizations + " externalReferences { edges { node { source_name url } } } "
        + "... on IPv4Addr { value } ... on IPv6Addr { value } } }", "id", id);

    // Then
    assertThat(answer.body().has("errors")).as("%s", answer.body()).isFalse();
    JsonNode read = answer.data().path("stixCyberObservable");
    String first = edges ? "/edges/0/node" : "/0";
    assertThat(read.at("/objectMarking" + first + "/definition").asText()).isEqualTo("TLP:AMBER");
    assertThat(read.at("/objectMarking" + first + "/x_opencti_order").asInt()).isEqualTo(3);
    assertThat(read.at("/objectLabel" + first + "/value").asText()).isEqualTo("a");
    assertThat(read.at("/externalReferences/edges/0/node/url").asText()).isEqualTo("https://a.b");
    assertThat(read.at("/createdBy/name").asText()).isEqualTo("CrowdSec");
    assertThat(json(read.path("toStix").asText()).path("value").asText()).isEqualTo("192.0.2.1");
  }

  @ParameterizedTest(name = "{0}, automatic: {1}")
  @CsvSource(delimiter = '|', nullValues = "none", value = {
    "V5_3  | false | user | internal | none   | none | none", "V5_3 | true | none | internal | none | none | none",
    "V5_12 | false | user | internal | none   | none | none",
    "V6_2  | false | user | standard | IPv4-Addr | none | none",
    "V6_9  | false | none | standard | IPv4-Addr | manual | update",
    "V6_9  | true  | none | standard | IPv4-Addr | auto | create",
    "V7    | true  | none | standard | IPv4-Addr | auto | create",
  })
  void aJobHasTheFormOfItsGeneration(Generation generation, boolean automatic, String applicant, String id,
      String entityType, String mode, String trigger) throws Exception {
    // Given
    start(generation);
    register("id");
    String observable = platform.addObservable("192.0.2.1");

    // When
    String work = automatic ? platform.askAutomatically(connector, observable) : platform.ask(connector, observable);

    // Then
    JsonNode job = nextJob();
    assertThat(job.at("/internal/work_id").asText()).isEqualTo(work);
    assertThat(job.at("/internal/applicant_id").isNull()).isEqualTo(applicant == null);
    assertThat(job.at("/internal/mode").asText(null)).isEqualTo(mode);
    assertThat(job.at("/internal/trigger").asText(null)).isEqualTo(trigger);
    assertThat(job.at("/event/entity_type").asText(null)).isEqualTo(entityType);
    assertThat(job.at("/event").has("stix_entity")).isEqualTo(generation.atLeast(Generation.V6_9_10));
    String entityId = job.at("/event/entity_id").asText();
    assertThat(entityId.equals(observable)).isEqualTo("standard".equals(id));
    JsonNode read = client.ask("query($id: String!) { stixCoreObject(id: $id) { standard_id entity_type } }",
        "id", entityId).data().path("stixCoreObject");
    assertThat(read.path("standard_id").asText()).isEqualTo(observable);
  }

  @Test
  void aResetIsHeardWithTheNextPing() {
    // Given
    start(Generation.V7);
    register("id");
    ping("one");

    // When
    platform.resetState(connector);

    // Then
    assertThat(platform.lastState(connector)).isNull();
    assertThat(register("connector_state").data().at("/registerConnector/connector_state").isNull()).isTrue();
    assertThat(ping("one").isNull()).isTrue();
    assertThat(ping("two").asText()).isEqualTo("two");
    assertThat(register("connector_state").data().at("/registerConnector/connector_state").asText())
        .isEqualTo("two");
  }

  @Test
  void aForbiddenFieldIsRefusedUntilItIsAllowed() {
    // Given
    start(Generation.V6_2);
    platform.forbid("registerConnector");

    // When
    Answer refused = register("id");

    // Then
    assertThat(refused.code()).isEqualTo("FORBIDDEN_ACCESS");
    assertThat(refused.error().path("message").asText()).isEqualTo("You are not allowed to do this.");
    assertThat(refused.error().at("/extensions/data/http_status").asInt()).isEqualTo(403);
    platform.allow("registerConnector");
    assertThat(register("id").body().has("errors")).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(value = Generation.class, names = {"V6_2", "V7"})
  void aPushWithoutAWorkOpensOne(Generation generation) {
    // Given
    start(generation);
    register("id");

    // When
    client.ask("mutation($c: String!, $b: String!) { stixBundlePush(connectorId: $c, bundle: $b) }", "c", connector,
        "b", "{\"type\":\"bundle\",\"objects\":[{\"type\":\"ipv4-addr\",\"id\":\"ipv4-addr--1\","
            + "\"value\":\"192.0.2.1\"}]}");

    // Then
    await().until(platform::allWorksComplete);
    assertThat(platform.works()).singleElement()
        .satisfies(work -> assertThat(work.statusHistory()).containsExactly("wait", "progress", "complete"));
    JsonNode work = client.ask("query($w: ID!) { work(id: $w) { name } }", "w", platform.works().get(0).id()).data();
    assertThat(work.at("/work/name").asText()).startsWith("CrowdSec run @ ");
  }

  private Answer register(String selection) {
    return client.ask("mutation($i: RegisterConnectorInput) { registerConnector(input: $i) { " + selection + " } }",
        "i", Map.of("id", connector, "name", "CrowdSec", "type", "INTERNAL_ENRICHMENT",
            "scope", new String[] {"IPv4-Addr"}));
  }

  private JsonNode ping(String state) {
    return client.ask("mutation($id: ID!, $s: String) { pingConnector(id: $id, state: $s) { connector_state } }",
        "id", connector, "s", state).data().at("/pingConnector/connector_state");
  }

  private static JsonNode json(String text) {
    try {
      return OpenCtiClient.JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private JsonNode nextJob() throws Exception {
    try (Connection connection = broker.connect(); Channel channel = connection.createChannel()) {
      GetResponse message =
          await().until(() -> channel.basicGet("listen_" + connector, true), Objects::nonNull);
      return OpenCtiClient.JSON.readTree(message.getBody());
    }
  }
}
