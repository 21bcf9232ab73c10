package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is written is STIX 2.1 with OpenCTI's properties, and nothing else: the schemas in {@code stix-schema}
 * name every property that an object may have.
 */
class StixSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADDRESS = "https://camelcti.invalid/stix/";
  private static final JsonSchema BUNDLE = JsonSchemaFactory
      .getInstance(VersionFlag.V202012, builder ->
          builder.schemaMappers(mappers -> mappers.mapPrefix(ADDRESS, "classpath:stix-schema/")))
      .getSchema(SchemaLocation.of(ADDRESS + "bundle.json"));

  static List<String> samples() {
    return MappingCases.samples();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleMakesValidStixWithAnySettings(String sample) throws JsonProcessingException {
    // Given the answer of a sample
    CtiAnswer answer = answer(sample);
    for (Map.Entry<String, EnrichmentSettings> settings : MappingCases.settings().entrySet()) {
      // When it is enriched
      JsonNode bundle = bundle(settings.getValue(), sample, answer);
      // Then the bundle is valid, but for an indicator without a date that CrowdSec did not give
      boolean dated = answer.lastSeen() != null || answer.firstSeen() != null;
      assertThat(complaints(bundle)).as(settings.getKey())
          .filteredOn(complaint -> dated || !complaint.contains("'valid_from' not found")).isEmpty();
    }
  }

  @Test
  void theSamplesMakeEveryTypeThatHasASchema() throws JsonProcessingException {
    // Given all samples, when everything is on
    Set<String> types = new HashSet<>();
    for (String sample : samples()) {
      bundle(MappingCases.everythingOn(), sample, answer(sample)).path("objects")
          .forEach(object -> types.add(object.path("type").asText()));
    }
    // Then no schema is there for nothing
    assertThat(types).containsExactlyInAnyOrder("identity", "ipv4-addr", "ipv6-addr", "indicator",
        "attack-pattern", "vulnerability", "location", "relationship", "sighting", "note", "autonomous-system", "domain-name");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      identity       | name                | "x"
      identity       | id                  | "identity--1"
      identity       | id                  | "indicator--5f18c204-0a7f-5061-a146-d29561d9c8aa"
      ipv4-addr      | description         | "not STIX's for an observable"
      ipv4-addr      | x_opencti_score     | 101
      ipv4-addr      | x_opencti_tags      | [{"value": "malicious", "color": "red"}]
      ipv4-addr      | external_references | [{"source_name": "a", "url": "javascript:alert(1)"}]
      ipv4-addr      | object_marking_refs | []
      indicator      | valid_from          | "2024-06-27T08:12:33Z"
      indicator      | pattern             | null
      indicator      | created_by_ref      | null
      attack-pattern | confidence          | 90
      vulnerability  | name                | "Log4Shell"
      location       | x_opencti_aliases   | ["usa"]
      relationship   | relationship_type   | "uses"
      relationship   | target_ref          | "US"
      sighting       | confidence          | -1
      sighting       | count               | 1.5
      sighting       | where_sighted_refs  | "identity--5f18c204-0a7f-5061-a146-d29561d9c8aa"
      note           | x_unknown           | true
      note           | content             | ""
      """)
  void aBrokenPropertyIsFound(String type, String property, String value) throws JsonProcessingException {
    // Given a valid bundle with everything on
    JsonNode bundle = bundle(MappingCases.everythingOn(), "200-malicious-full", answer("200-malicious-full"));
    assertThat(complaints(bundle)).isEmpty();
    // When one object has another value
    first(bundle, type).set(property, JSON.readTree(value));
    // Then the bundle is not valid
    assertThat(complaints(bundle)).isNotEmpty().allMatch(text -> text.startsWith("$.objects["));
  }

  @ParameterizedTest
  @CsvSource({
      "identity, identity_class", "ipv4-addr, value", "indicator, pattern_type", "indicator, valid_from",
      "attack-pattern, name", "vulnerability, name", "location, country", "relationship, source_ref",
      "sighting, sighting_of_ref", "note, object_refs", "note, spec_version"})
  void aMissingPropertyIsFound(String type, String property) throws JsonProcessingException {
    // Given a valid bundle with everything on
    JsonNode bundle = bundle(MappingCases.everythingOn(), "200-malicious-full", answer("200-malicious-full"));
    // When one object lacks a property that STIX demands
    assertThat(first(bundle, type).remove(property)).isNotNull();
    // Then the bundle is not valid
    assertThat(complaints(bundle)).isNotEmpty();
  }

  @Test
  void anObjectOfAnotherTypeIsFound() throws JsonProcessingException {
    // Given a valid bundle
    JsonNode bundle = bundle(SettingsOf.defaults(), "200-known", answer("200-known"));
    // When one object is of a type that is never written
    first(bundle, "identity").put("type", "malware");
    // Then the bundle is not valid
    assertThat(complaints(bundle)).isNotEmpty();
  }

  private static List<String> complaints(JsonNode bundle) {
    return BUNDLE.validate(bundle).stream().map(Object::toString).sorted().toList();
  }

  private static ObjectNode first(JsonNode bundle, String type) {
    return StreamSupport.stream(bundle.path("objects").spliterator(), false)
        .filter(object -> object.path("type").asText().equals(type))
        .map(ObjectNode.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode bundle(EnrichmentSettings settings, String sample, CtiAnswer answer)
      throws JsonProcessingException {
    return JSON.readTree(
        Fixtures.enrich(settings, MappingCases.observable(sample), answer).bundle().toJson());
  }

  /** The answer of a sample; the one that is refused counts as not known. */
  private static CtiAnswer answer(String sample) {
    try {
      return CtiAnswer.parse(Samples.read(sample).getBytes(StandardCharsets.UTF_8));
    } catch (UnreadableAnswerException e) {
      return CtiAnswer.notKnown();
    }
  }
}
