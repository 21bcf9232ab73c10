package io.github.camelcti.crowdsec.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.doubles.OpenCtiClient.Answer;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.ObservableView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What single mutations do to the platform's objects, and how labels are found. */
class DirectMutationsDoubleTest {

  private static final String MISSING = "attack-pattern--00000000-0000-5000-8000-000000000000";
  private static final String PATCH = "mutation($id: ID!, $i: [EditInput]!) { stixCyberObservableEdit(id: $id) "
      + "{ fieldPatch(input: $i) { x_opencti_score } } }";

  private static final String LABELS = "query($f: FilterGroup) { labels(filters: $f) { edges { node { value } } } }";

  private static Broker broker;

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
    platform.close();
  }

  private void start(Generation generation) {
    platform = OpenCtiDouble.start(broker, generation);
    client = new OpenCtiClient(platform);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Generation.class)
  void everyGenerationBuildsAWholeEnrichment(Generation generation) {
    // Given
    start(generation);
    String address = platform.addObservable("192.0.2.70");

    // When
    String author = add("organizationAdd", "OrganizationAddInput", Map.of("name", "CrowdSec", "description", "d"));
    String same = add("identityAdd", "IdentityAddInput",
        Map.of("name", "CrowdSec", "description", "e", "type", "Organization"));
    String pattern = add("attackPatternAdd", "AttackPatternAddInput",
        Map.of("name", "Brute Force", "x_mitre_id", "T1110", "createdBy", author));
    String cve = add("vulnerabilityAdd", "VulnerabilityAddInput", Map.of("name", "CVE-2021-41773", "description", ""));
    String country = add("countryAdd", "CountryAddInput", Map.of("name", "Germany"));
    String indicator = add("indicatorAdd", "IndicatorAddInput", Map.of("name", "an address", "pattern_type", "stix",
        "pattern", "[ipv4-addr:value = '192.0.2.70']", "x_opencti_main_observable_type", "IPv4-Addr"));
    String note = add("noteAdd", "NoteAddInput", Map.of("attribute_abstract", "a", "content", "text",
        "created", "2026-11-20T08:15:00.000Z", "objects", List.of(address)));
    String relation = add("stixCoreRelationshipAdd", "StixCoreRelationshipAddInput",
        Map.of("fromId", indicator, "toId", pattern, "relationship_type", "indicates"));
    String sighting = add("stixSightingRelationshipAdd", "StixSightingRelationshipAddInput",
        Map.of("fromId", address, "toId", author, "attribute_count", 1));

    // Then
    assertThat(same).isEqualTo(author).isEqualTo("identity--5f18c204-0a7f-5061-a146-d29561d9c8aa");
    assertThat(pattern).isEqualTo("attack-pattern--272bb55a-8f0d-5d73-bb7c-dee9f8d2e586");
    assertThat(cve).isEqualTo("vulnerability--46d3d41a-2075-5637-ad2d-923265fed298");
    assertThat(country).isEqualTo("location--7215cb31-5700-55b2-81b3-633c09c0351d");
    assertThat(relation).isEqualTo(only("relationship").path("id").asText());
    assertThat(only("identity").path("description").asText()).isEqualTo("e");
    assertThat(only("attack-pattern").path("created_by_ref").asText()).isEqualTo(author);
    assertThat(only("note").path("id").asText()).isEqualTo(note);
    assertThat(only("note").at("/object_refs/0").asText()).isEqualTo(address);
    assertThat(only("sighting").path("id").asText()).isEqualTo(sighting);
    assertThat(only("sighting").path("x_opencti_sighting_of_ref").asText()).isEqualTo(address);
    assertThat(only("sighting").at("/where_sighted_refs/0").asText()).isEqualTo(author);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"organizationAdd, OrganizationAddInput", "vulnerabilityAdd, VulnerabilityAddInput"})
  void fiveThreeWantsADescription(String mutation, String type) {
    // Given
    start(Generation.V5_3);

    // When
    Answer answer = client.ask("mutation($i: " + type + "!) { " + mutation + "(input: $i) { id } }", "i",
        Map.of("name", "CrowdSec"));

    // Then
    assertThat(answer.code()).isEqualTo("BAD_USER_INPUT");
  }

  @Test
  void anIndicatorBringsItsRelation() {
    // Given
    start(Generation.V6_9);
    String address = platform.addObservable("192.0.2.70");

    // When
    String indicator = add("indicatorAdd", "IndicatorAddInput", Map.of("name", "an address", "pattern_type", "stix",
        "pattern", "[ipv4-addr:value = '192.0.2.70']", "basedOn", List.of(address)));

    // Then
    assertThat(only("relationship").path("source_ref").asText()).isEqualTo(indicator);
    assertThat(only("relationship").path("target_ref").asText()).isEqualTo(address);
  }

  @Test
  void aLabelThatIsAddedAgainChangesItsColour() {
    // Given
    start(Generation.V5_12);
    label("Malicious", "#111111");

    // When
    label("malicious", "#222222");

    // Then
    assertThat(only("label").path("value").asText()).isEqualTo("malicious");
    assertThat(only("label").path("color").asText()).isEqualTo("#222222");
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Generation.class)
  void anObservableThatIsThereIsAddedTo(Generation generation) {
    // Given
    start(generation);
    String address = platform.addObservableOf("IPv4-Addr", "192.0.2.70", "old");
    String label = label("malicious", "#111111");
    String reference = add("externalReferenceAdd", "ExternalReferenceAddInput",
        Map.of("source_name", "CrowdSec CTI", "url", "https://example.org/"));
    String add = "mutation($l: [String], $r: [String], $d: String) { stixCyberObservableAdd(type: \"IPv4-Addr\", "
        + "IPv4Addr: {value: \"192.0.2.70\"}, objectLabel: $l, externalReferences: $r, x_opencti_description: $d, "
        + "x_opencti_score: 80, update: true) { standard_id } }";

    // When
    client.ask(add, "l", List.of(label, "label--8b2a0234-6b54-5557-a4c5-433f9b9e6486"), "r",
        List.of(reference, "external-reference--63fa70dd-4a5e-5ee0-b848-8796804124f3"), "d", "new");
    Answer again = client.ask(add, "l", List.of("unknown"), "r", List.of(), "d", "newer");

    // Then
    assertThat(again.data().at("/stixCyberObservableAdd/standard_id").asText()).isEqualTo(address);
    assertThat(platform.observable(address)).isEqualTo(new ObservableView("192.0.2.70", "newer", 80,
        Map.of("malicious", "#111111"), List.of("https://example.org/")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "V5_3, StixMetaRelationshipAddInput", "V5_12, StixRefRelationshipAddInput!", "V7, StixRefRelationshipAddInput!",
  })
  void anObservableIsRelated(Generation generation, String inputType) {
    // Given
    start(generation);
    String address = platform.addObservable("192.0.2.70");
    String relate = "mutation($id: ID!, $i: " + inputType + ") { stixCyberObservableEdit(id: $id) "
        + "{ relationAdd(input: $i) { id } } }";
    String label = label("malicious", "#111111");

    // When
    Answer related = client.ask(relate, "id", address, "i", Map.of("toId", label, "relationship_type", "object-label"));
    Answer missing = client.ask(relate, "id", address, "i",
        Map.of("toId", "label--8b2a0234-6b54-5557-a4c5-433f9b9e6486", "relationship_type", "object-label"));

    // Then
    assertThat(related.body().has("errors")).as("%s", related.body()).isFalse();
    assertThat(platform.observable(address).labels()).containsOnlyKeys("malicious");
    assertThat(missing.code()).isEqualTo("MISSING_REFERENCE_ERROR");
  }

  @Test
  void severalFieldsArePatchedAtOnce() {
    // Given
    start(Generation.V6_9);
    String address = platform.addObservable("192.0.2.70", "TLP:GREEN");
    String label = label("malicious", "#111111");

    // When
    Answer answer = client.ask(PATCH, "id", address, "i", List.of(
        Map.of("key", "x_opencti_description", "operation", "replace", "value", List.of("patched")),
        Map.of("key", "x_opencti_score", "value", List.of(12)),
        Map.of("key", "objectLabel", "operation", "add", "value", List.of(label)),
        Map.of("key", "objectMarking", "operation", "add",
            "value", List.of("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"))));

    // Then
    assertThat(answer.data().at("/stixCyberObservableEdit/fieldPatch/x_opencti_score").asInt()).isEqualTo(12);
    assertThat(platform.observable(address).description()).isEqualTo("patched");
    assertThat(platform.observable(address).labels()).containsOnlyKeys("malicious");
    assertThat(only("ipv4-addr").path("object_marking_refs")).hasSize(2);
  }

  @Test
  void aMissingEndIsNamed() {
    // Given
    start(Generation.V6_9);
    String address = platform.addObservable("192.0.2.70");

    // When
    Answer answer = client.ask("mutation($f: StixRef!, $t: StixRef!) { stixCoreRelationshipAdd(input: {fromId: $f, "
        + "toId: $t, relationship_type: \"related-to\"}) { id } }", "f", address, "t", MISSING);

    // Then
    assertThat(answer.code()).isEqualTo("MISSING_REFERENCE_ERROR");
    assertThat(answer.error().at("/extensions/data/unresolvedIds/0").asText()).isEqualTo(MISSING);
    assertThat(platform.objects("relationship")).isEmpty();
  }

  @Test
  void aTargetHasToLookLikeAnId() {
    // Given
    start(Generation.V6_9);

    // When
    Answer answer = client.ask("mutation($t: StixRef!) { stixCoreRelationshipAdd(input: {fromId: $t, toId: $t, "
        + "relationship_type: \"related-to\"}) { id } }", "t", "malicious");

    // Then
    assertThat(answer.code()).isEqualTo("BAD_USER_INPUT");
  }

  @Test
  void aFilterGroupHasToNameItsGroups() {
    // Given
    start(Generation.V6_2);
    label("a", "#111111");
    label("b", "#222222");
    Map<String, Object> filter = Map.of("key", List.of("value"), "values", List.of("b"));

    // When
    Answer complete = client.ask(LABELS, "f", Map.of("mode", "and", "filters", List.of(filter),
        "filterGroups", List.of()));
    Answer incomplete = client.ask(LABELS, "f", Map.of("mode", "and", "filters", List.of(filter)));

    // Then
    assertThat(complete.data().at("/labels/edges")).hasSize(1);
    assertThat(complete.data().at("/labels/edges/0/node/value").asText()).isEqualTo("b");
    assertThat(incomplete.code()).isEqualTo("BAD_USER_INPUT");
  }

  @Test
  void theTypedFilterOfFiveFindsALabel() {
    // Given
    start(Generation.V5_3);
    label("a", "#111111");
    label("b", "#222222");

    // When
    Answer answer = client.ask("query($v: [String]) { labels(filters: [{key: value, values: $v}]) "
        + "{ edges { node { value color } } } }", "v", List.of("a"));

    // Then
    assertThat(answer.data().at("/labels/edges/0/node/value").asText()).isEqualTo("a");
    assertThat(answer.data().at("/labels/edges")).hasSize(1);
  }

  private String add(String mutation, String inputType, Map<String, Object> input) {
    Answer answer = client.ask("mutation($i: " + inputType + "!) { " + mutation + "(input: $i) { id standard_id } }",
        "i", input);
    assertThat(answer.body().has("errors")).as("%s", answer.body()).isFalse();
    return answer.data().path(mutation).path("standard_id").asText();
  }

  private String label(String value, String colour) {
    return add("labelAdd", "LabelAddInput", Map.of("value", value, "color", colour));
  }

  private JsonNode only(String type) {
    List<JsonNode> found = platform.objects(type);
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
