package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.ObservableView;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.WorkView;
import io.github.camelcti.crowdsec.stix.StixIds;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the double's worker makes of a pushed bundle. */
class IngestionTest {

  private static final String IDENTITY = "identity--5b1e3a1c-4a57-5d0f-8c5e-0f4b1c2d3e4f";
  private static final String MISSING = "identity--00000000-0000-4000-8000-000000000000";
  private static final String INDICATOR = StixIds.indicator("[x]");
  private static final String PLACEHOLDER = "indicator--51b92778-cef0-4a90-b7ec-ebd620d01ac8";
  private static final String ORGANIZATION =
      "{'type': 'identity', 'id': '" + IDENTITY + "', 'name': 'CrowdSec', 'identity_class': 'organization'}";

  private static Broker broker;

  private final String connector = UUID.randomUUID().toString();
  private OpenCtiDouble platform;
  private OpenCtiClient client;
  private String address;
  private String work;

  @BeforeAll
  static void startBroker() {
    broker = Broker.shared();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @BeforeEach
  void aJobThatIsInProgress() {
    platform = OpenCtiDouble.start(broker);
    client = new OpenCtiClient(platform);
    client.register(connector);
    address = platform.addObservableOf("IPv4-Addr", "192.0.2.1", "of the analyst", "TLP:GREEN");
    work = platform.ask(connector, address);
    client.edit(work, "toReceived");
  }

  @AfterEach
  void stopPlatform() {
    platform.forget(connector);
    platform.close();
  }

  @Test
  void aWorkCompletesWithTheLastObject() {
    // When
    push(ORGANIZATION, address("'x_opencti_score': 80, 'created_by_ref': '" + IDENTITY + "'"));

    // Then
    WorkView done = awaitComplete();
    assertThat(done.expected()).isEqualTo(2);
    assertThat(done.processed()).isEqualTo(2);
    assertThat(done.errors()).isEmpty();
    assertThat(done.statusHistory()).containsExactly("wait", "progress", "complete");
    assertThat(platform.objects("identity")).hasSize(1);
    assertThat(platform.bundles()).hasSize(1);
  }

  @Test
  void aBundleOfOneCompletesOnlyWhatWasAnnounced() {
    // Given
    push(address("'x_opencti_score': 1"));
    await().until(() -> platform.work(work).processed() == 1);
    assertThat(platform.work(work).status()).isEqualTo("progress");

    // When
    client.edit(work, "addExpectations(expectations: 2)");
    push(address("'x_opencti_score': 2"));

    // Then
    awaitComplete();
    assertThat(platform.observable(address).score()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", value = {
    "'created_by_ref': '" + IDENTITY + "'                                             | none",
    "'created_by_ref': '" + MISSING + "'                                              | " + MISSING,
    "'where_sighted_refs': ['" + IDENTITY + "', '" + MISSING + "']                    | " + MISSING,
    "'sighting_of_ref': '" + PLACEHOLDER + "'                                         | " + PLACEHOLDER,
    "'sighting_of_ref': '" + PLACEHOLDER + "', 'x_opencti_sighting_of_ref': 'ADDRESS' | none",
    "'object_marking_refs': ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'] | none",
    "'object_marking_refs': ['marking-definition--00000000-0000-4000-8000-000000000000'] "
        + "| marking-definition--00000000-0000-4000-8000-000000000000",
  })
  void whatRefersToNothingIsNotImported(String references, String missing) {
    // Given
    String sighting = "{'type': 'sighting', 'id': 'sighting--4b1e3a1c-4a57-5d0f-8c5e-0f4b1c2d3e4f', "
        + references.replace("ADDRESS", address) + "}";

    // When
    push(sighting, ORGANIZATION);

    // Then
    WorkView done = awaitComplete();
    if (missing == null) {
      assertThat(done.errors()).isEmpty();
      assertThat(platform.objects("sighting")).hasSize(1);
    } else {
      assertThat(done.errors()).singleElement().asString().contains("MISSING_REFERENCE_ERROR", missing);
      assertThat(platform.objects("sighting")).isEmpty();
    }
  }

  @Test
  void anObservableIsMerged() {
    // Given
    platform.addObject(json(address("'x_opencti_tags': [{'value': 'old', 'color': '#111111'}]")));

    // When
    push(ORGANIZATION, address("'x_opencti_description': '', 'x_opencti_score': 90, "
        + "'x_opencti_tags': [{'value': ' OLD ', 'color': '#222222'}, {'value': 'New', 'color': '#333333'}], "
        + "'external_references': [{'source_name': 'a', 'url': 'https://example.org/1'}, "
        + "{'source_name': 'b', 'url': 'https://example.org/1'}]"));
    awaitComplete();

    // Then
    ObservableView merged = platform.observable(address);
    assertThat(merged.description()).isEqualTo("of the analyst");
    assertThat(merged.score()).isEqualTo(90);
    assertThat(merged.labels()).isEqualTo(Map.of("old", "#111111", "new", "#333333"));
    assertThat(merged.references()).containsExactly("https://example.org/1");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "'labels': ['a'], 'x_opencti_labels': ['b'], 'x_opencti_tags': [{'value': 'c'}] | a",
    "'x_opencti_labels': ['b'], 'x_opencti_tags': [{'value': 'c'}]                  | b",
    "'x_opencti_tags': [{'value': 'c', 'color': '#000000'}]                         | c",
  })
  void labelsComeFromTheFirstFieldThatIsThere(String fields, String label) {
    // When
    push(ORGANIZATION, address(fields));
    awaitComplete();

    // Then
    assertThat(platform.observable(address).labels()).containsOnlyKeys(label);
  }

  @ParameterizedTest(name = "stored {0}, sent {1}")
  @CsvSource({"100, 90, Ours, 2026-11-01", "90, 90, Sent, 2020-01-01", "60, 90, Sent, 2020-01-01"})
  void anIndicatorNeverKeepsItsScore(int stored, int sent, String name, String from) {
    // Given
    platform.addObject(json(indicator("Ours", stored, "'x_opencti_score': 10, 'valid_from': '2026-11-01T00:00:00.000Z', "
        + "'x_opencti_detection': true")));
    JsonNode before = platform.object(INDICATOR);

    // When
    push(ORGANIZATION, indicator("Sent", sent, "'x_opencti_score': 80, 'valid_from': '2020-01-01T00:00:00.000Z', "
        + "'created_by_ref': '" + IDENTITY + "'"));
    awaitComplete();

    // Then
    JsonNode now = platform.object(INDICATOR);
    assertThat(now.path("name").asText()).isEqualTo(name);
    assertThat(now.path("x_opencti_score").asInt()).isEqualTo(80);
    assertThat(now.path("created_by_ref").asText()).isEqualTo(IDENTITY);
    assertThat(now.path("valid_from").asText()).startsWith(from);
    boolean wins = sent >= stored;
    assertThat(now.path("revoked").asBoolean()).isEqualTo(wins || before.path("revoked").asBoolean());
    assertThat(now.path("x_opencti_detection").asBoolean()).isNotEqualTo(wins);
  }

  @Test
  void anIndicatorWithoutAScoreGetsOne() {
    // Given
    platform.addObject(json(indicator("Ours", 60, "'x_opencti_score': 10")));

    // When
    push(ORGANIZATION, indicator("Ours", 60, "'pattern_type': 'stix'"));
    awaitComplete();

    // Then
    assertThat(platform.object(INDICATOR).path("x_opencti_score").asInt()).isEqualTo(50);
  }

  @ParameterizedTest(name = "sent with {0}")
  @CsvSource({"0, Ours", "1, Germany"})
  void aCountryThatWasRenamedIsRenamedBackByEqualConfidence(int confidence, String name) {
    // Given
    String germany = "{'type': 'location', 'id': 'location--7215cb31-5700-55b2-81b3-633c09c0351d', 'name': 'Germany', "
        + "'x_opencti_location_type': 'Country', 'confidence': ";
    platform.addObject(json(germany + "1}"));
    platform.edit("location--7215cb31-5700-55b2-81b3-633c09c0351d", Map.of("name", "Ours"));

    // When
    push(ORGANIZATION, germany + confidence + "}");
    awaitComplete();

    // Then
    assertThat(platform.objects("location")).singleElement().extracting(it -> it.path("name").asText()).isEqualTo(name);
  }

  @ParameterizedTest(name = "stored {0}, sent {1}")
  @CsvSource(nullValues = "none", value = {
    "75, 50, Official, 75", "75, 75, Sent, 75", "75, 90, Sent, 90", "75, none, Sent, 100",
    "100, none, Sent, 100",
  })
  void anAttackPatternKeepsTheNameOfHigherConfidence(int stored, Integer sent, String name, int confidence) {
    // Given
    platform.addObject(json(attackPattern("Official", stored)));

    // When
    push(ORGANIZATION, attackPattern("Sent", sent));
    awaitComplete();

    // Then
    JsonNode pattern = platform.objects("attack-pattern").get(0);
    assertThat(pattern.path("name").asText()).isEqualTo(name);
    assertThat(pattern.path("confidence").asInt()).isEqualTo(confidence);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "{'type': 'malware', 'id': 'malware--1', 'name': 'x'}               | BAD_USER_INPUT",
    "{'type': 'ipv4-addr', 'id': 'ipv4-addr--1', 'value': 'not-an-ip'}  | FUNCTIONAL_ERROR",
  })
  void whatThePlatformDoesNotTakeIsAnErrorOfTheWork(String object, String code) {
    // When
    push(ORGANIZATION, object);

    // Then
    assertThat(awaitComplete().errors()).singleElement().asString().contains(code);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "no json", "{\"type\": \"report\", \"objects\": [{}]}", "{\"type\": \"bundle\", \"objects\": []}",
  })
  void whatIsNoBundleIsRefused(String bundle) {
    // When
    OpenCtiClient.Answer answer = client.push(connector, bundle, work);

    // Then
    assertThat(answer.code()).isEqualTo("UNSUPPORTED_ERROR");
    assertThat(answer.error().path("message").asText()).isEqualTo("Invalid bundle");
    assertThat(platform.bundles()).isEmpty();
  }

  @Test
  void aForgottenConnectorMayNotPush() {
    // Given
    platform.forget(connector);

    // When
    OpenCtiClient.Answer answer = client.push(connector, bundle(ORGANIZATION), work);

    // Then
    assertThat(answer.code()).isEqualTo("UNSUPPORTED_ERROR");
    assertThat(platform.registered(connector)).isFalse();
  }

  private void push(String... objects) {
    OpenCtiClient.Answer answer = client.push(connector, bundle(objects), work);
    assertThat(answer.data().path("stixBundlePush").asBoolean()).isTrue();
  }

  private WorkView awaitComplete() {
    return await().until(() -> platform.work(work), it -> it.status().equals("complete"));
  }

  private static String bundle(String... objects) {
    return ("{'type': 'bundle', 'id': 'bundle--1', 'objects': [" + String.join(", ", objects) + "]}")
        .replace('\'', '"');
  }

  private String address(String fields) {
    return "{'type': 'ipv4-addr', 'id': '" + address + "', 'value': '192.0.2.1', " + fields + "}";
  }

  private static String indicator(String name, int confidence, String fields) {
    return "{'type': 'indicator', 'id': '" + INDICATOR + "', 'name': '" + name + "', 'pattern': '[x]', 'confidence': "
        + confidence + ", " + fields + "}";
  }

  private static String attackPattern(String name, Integer confidence) {
    return "{'type': 'attack-pattern', 'id': 'attack-pattern--1', 'name': '" + name + "'"
        + (confidence == null ? "" : ", 'confidence': " + confidence) + "}";
  }

  private static JsonNode json(String object) {
    try {
      return OpenCtiClient.JSON.readTree(object.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(object, e);
    }
  }
}
