package io.github.camelcti.crowdsec.opencti.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.Results;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerMessagesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PlatformVersion NEW = PlatformVersion.of("6.9.22");
  private static final Job JOB = new Job(Results.OBSERVABLE, "work_1", null, null, null, null, false);

  private final StixBundle bundle = Results.full();

  private static List<JsonNode> read(List<byte[]> messages) {
    return messages.stream().map(WorkerMessagesTest::json).toList();
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode part(JsonNode message) {
    return json(Base64.getDecoder().decode(message.path("content").asText()));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
      "5.3.7, applicant_id action_sequence entities_types content update work_id",
      "5.12.0, applicant_id action_sequence entities_types content update work_id",
      "6.2.18, bundle_type applicant_id action_sequence entities_types content update work_id",
      "6.9.22, bundle_type applicant_id action_sequence entities_types content update draft_id work_id",
      "7.260817.0, bundle_type applicant_id action_sequence entities_types content update draft_id work_id",
      "6.9.10, bundle_type applicant_id action_sequence entities_types content update draft_id",
      "unknown, bundle_type applicant_id action_sequence entities_types content update draft_id"})
  void haveTheFieldsOfTheirGeneration(String version, String fields) {
    // When
    List<JsonNode> messages = read(WorkerMessages.of(bundle, JOB, "user-1", true, PlatformVersion.of(version)));
    // Then
    assertThat(messages).allSatisfy(message -> {
      assertThat(names(message)).containsExactlyInAnyOrder(fields.split(" "));
      assertThat(message.path("applicant_id").asText()).isEqualTo("user-1");
      assertThat(message.path("update").booleanValue()).isTrue();
      assertThat(message.path("work_id").asText("work_1")).isEqualTo("work_1");
      assertThat(message.path("bundle_type").asText("QUEUE_BUNDLE")).isEqualTo("QUEUE_BUNDLE");
      assertThat(message.path("draft_id").asText("")).isEmpty();
    });
  }

  @Test
  void areOneForEveryObjectInAnOrderInWhichReferencesAreThere() {
    // When
    List<JsonNode> messages = read(WorkerMessages.of(bundle, JOB, null, false, NEW));
    // Then
    assertThat(messages).hasSameSizeAs(bundle.objects());
    Set<String> all = new HashSet<>();
    bundle.objects().forEach(object -> all.add(object.id()));
    Set<String> sent = new HashSet<>();
    int weight = 0;
    for (int i = 0; i < messages.size(); i++) {
      assertThat(messages.get(i).path("action_sequence").intValue()).isEqualTo(i + 1);
      JsonNode part = part(messages.get(i));
      assertThat(names(part)).containsExactlyInAnyOrder("type", "id", "spec_version", "x_opencti_seq", "objects");
      assertThat(part.path("id").asText()).isEqualTo(bundle.id());
      assertThat(part.path("x_opencti_seq").intValue()).isGreaterThanOrEqualTo(weight);
      weight = part.path("x_opencti_seq").intValue();
      JsonNode object = part.path("objects").path(0);
      assertThat(part.path("objects")).hasSize(1);
      assertThat(sent.add(object.path("id").asText())).isTrue();
      object.properties().stream().filter(field -> field.getKey().matches(".*_refs?"))
          .flatMap(field -> field.getValue().isArray() ? texts(field.getValue()).stream()
              : List.of(field.getValue().asText()).stream())
          .filter(all::contains)
          .forEach(reference -> assertThat(sent).as(object.path("id").asText()).contains(reference));
    }
    assertThat(sent).isEqualTo(all);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(it -> texts.add(it.asText()));
    return texts;
  }

  @Test
  void anIdThatIsThereTwiceIsSentOnce() {
    // Given
    List<StixObject> twice = new ArrayList<>(bundle.objects());
    twice.addAll(bundle.objects());
    // Then
    assertThat(WorkerMessages.of(new StixBundle(twice), JOB, null, false, NEW)).hasSameSizeAs(bundle.objects());
  }

  @Test
  void aCircleOfReferencesEnds() {
    StixObject one = StixObject.builder("indicator", "indicator--1").with("created_by_ref", "identity--2").build();
    StixObject two = StixObject.builder("identity", "identity--2").with("object_refs", List.of("indicator--1")).build();
    assertThat(WorkerMessages.of(new StixBundle(List.of(one, two)), JOB, null, false, NEW)).hasSize(2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"5.3.7, false", "5.10.3, false", "5.11.0, true", "5.12.0, true", "6.9.22, true"})
  void aSightingNamesTheObservableAsItsGenerationReadsIt(String version, boolean ownField) {
    // When
    List<JsonNode> sightings = read(WorkerMessages.of(bundle, JOB, null, false, PlatformVersion.of(version))).stream()
        .map(message -> part(message).path("objects").path(0))
        .filter(object -> object.path("type").asText().equals("sighting"))
        .filter(object -> object.toString().contains(Results.OBSERVABLE)).toList();
    // Then
    assertThat(sightings).isNotEmpty().allSatisfy(sighting -> {
      assertThat(sighting.has("x_opencti_sighting_of_ref")).isEqualTo(ownField);
      assertThat(sighting.path(ownField ? "x_opencti_sighting_of_ref" : "sighting_of_ref").asText())
          .isEqualTo(Results.OBSERVABLE);
    });
  }

  @ParameterizedTest(name = "{0} in draft {1}: {2}")
  @CsvSource({"6.9.22, draft-1, draft-1", "6.9.22, , ''", "6.2.18, draft-1, "})
  void nameTheDraftWhereThereAreDrafts(String version, String draft, String expected) {
    // Given
    Job job = new Job(Results.OBSERVABLE, "work_1", null, null, draft, null, false);
    // Then
    assertThat(read(WorkerMessages.of(bundle, job, null, false, PlatformVersion.of(version))))
        .allSatisfy(message -> assertThat(message.path("draft_id").asText(null)).isEqualTo(expected));
  }

  @Test
  void aJobWithoutAWorkSendsNone() {
    Job job = new Job(Results.OBSERVABLE, null, null, null, null, null, false);
    assertThat(read(WorkerMessages.of(bundle, job, null, false, NEW))).allSatisfy(message -> {
      assertThat(message.has("work_id")).isFalse();
      assertThat(message.path("update").booleanValue()).isFalse();
      assertThat(message.path("applicant_id").isNull()).isTrue();
    });
  }
}
