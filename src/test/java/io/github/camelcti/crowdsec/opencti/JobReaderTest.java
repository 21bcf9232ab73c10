package io.github.camelcti.crowdsec.opencti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JobReaderTest {

  private static final String ENTITY = "ipv4-addr--0198f97b-e65d-5025-87e5-58bc39d4bdb4";
  private static final Instant STARTED = Instant.parse("2026-11-25T08:00:00Z");
  private final JobReader reader = new JobReader(Clock.fixed(STARTED, ZoneOffset.UTC));

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      the platform asked, before 6.9            | "applicant_id": null                                     | true
      an analyst asked, before 6.9              | "applicant_id": "user-1"                                 | false
      the platform asked                        | "applicant_id": null, "mode": "auto"                     | true
      an analyst asked, and is not named        | "applicant_id": null, "mode": "manual"                   | false
      the platform asked for somebody           | "applicant_id": "user-1", "mode": "AUTO"                 | true
      a playbook, which says auto too           | "applicant_id": "user-1", "mode": "auto", "playbook": {} | false
      a playbook without an applicant           | "applicant_id": null, "playbook": {}                     | false
      """)
  void knowsWhoAsked(String name, String internal, boolean automatic) {
    assertThat(reader.read("{\"internal\": {" + internal + "}, \"event\": {\"entity_id\": \"" + ENTITY + "\"}}").automatic())
        .isEqualTo(automatic);
  }

  static Stream<Arguments> jobs() {
    return Stream.of(
        arguments(named("5.x: ids only", """
            {"internal": {"work_id": "work_1", "applicant_id": null}, "event": {"entity_id": "%s"}}"""),
            new Job(ENTITY, "work_1", null, null, null, null, false)),
        arguments(named("6.x: manual, with an applicant", """
            {"internal": {"work_id": "work_1", "applicant_id": "user-1"},
             "event": {"event_type": "INTERNAL_ENRICHMENT", "entity_id": "%s", "entity_type": "IPv4-Addr"}}"""),
            new Job(ENTITY, "work_1", "user-1", null, null, null, false)),
        arguments(named("6.9: the observable as text beside it", """
            {"internal": {"work_id": "work_1", "applicant_id": null, "draft_id": null, "mode": "auto"},
             "event": {"entity_id": "%s", "stix_entity": "{\\"id\\":\\"x\\"}", "stix_objects": null}}"""),
            new Job(ENTITY, "work_1", null, "auto", null, null, false)),
        arguments(named("in a draft", """
            {"internal": {"work_id": "work_1", "draft_id": "draft-1"}, "event": {"entity_id": "%s"}}"""),
            new Job(ENTITY, "work_1", null, null, "draft-1", null, false)),
        arguments(named("no draft, as an empty text", """
            {"internal": {"work_id": "work_1", "draft_id": ""}, "event": {"entity_id": "%s"}}"""),
            new Job(ENTITY, "work_1", null, null, null, null, false)),
        arguments(named("of a playbook, without a work", """
            {"internal": {"work_id": null, "playbook": {"step_id": "s"}}, "event": {"entity_id": "%s", "bundle": {}}}"""),
            new Job(ENTITY, null, null, null, null,
                new Playbook(null, null, null, null, "s", null, JsonNodeFactory.instance.objectNode(), STARTED), false)),
        arguments(named("without any internal part", """
            {"event": {"entity_id": "%s"}}"""), new Job(ENTITY, null, null, null, null, null, false)),
        arguments(named("with keys of a later platform", """
            {"internal": {"work_id": "work_1", "new": [1]}, "event": {"entity_id": "%s", "newer": {}}, "newest": 1}"""),
            new Job(ENTITY, "work_1", null, null, null, null, false)));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void readsTheJobOfEveryGeneration(String message, Job expected) {
    // When
    Job job = reader.read(message.formatted(ENTITY));
    // Then
    assertThat(job).isEqualTo(expected);
  }

  static Stream<Arguments> noJobs() {
    return Stream.of(
        arguments(named("empty", ""), "is empty", null),
        arguments(named("text", "not json"), "is not JSON", null),
        arguments(named("half of it", "{\"internal\": {\"work_id\": \"work_1\""), "is not JSON", null),
        arguments(named("a list", "[]"), "has no event.entity_id", null),
        arguments(named("null", "null"), "has no event.entity_id", null),
        arguments(named("a number", "17"), "has no event.entity_id", null),
        arguments(named("no event, but a work", "{\"internal\": {\"work_id\": \"work_1\"}}"),
            "has no event.entity_id", "work_1"),
        arguments(named("an entity id that is a number", "{\"internal\":{\"work_id\":\"w\"},\"event\":{\"entity_id\":1}}"),
            "has no event.entity_id", "w"),
        arguments(named("an entity id with a line break",
            "{\"event\":{\"entity_id\":\"a\\nb\"}}"), "has no event.entity_id", null),
        arguments(named("an entity id without end", "{\"event\":{\"entity_id\":\"" + "a".repeat(501) + "\"}}"),
            "has no event.entity_id", null),
        arguments(named("nested without end", "{\"a\":".repeat(100_000)), "is not JSON", null));
  }

  @ParameterizedTest
  @MethodSource("noJobs")
  void refusesWhatIsNoJobAndStillNamesTheWork(String message, String reason, String work) {
    assertThatThrownBy(() -> reader.read(message))
        .isInstanceOfSatisfying(UnreadableJobException.class, e -> assertThat(e.remains() == null ? null : e.remains().workId()).isEqualTo(work))
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAMessageThatIsTooLargeWithoutParsingIt() {
    byte[] large = new byte[21 * 1024 * 1024];
    assertThatThrownBy(() -> reader.read(large))
        .isInstanceOf(UnreadableJobException.class).hasMessageContaining("more than");
  }

  @Test
  void saysNothingOfTheContent() {
    // Given
    byte[] message = "{secret-thing".getBytes(StandardCharsets.UTF_8);
    // Then
    assertThatThrownBy(() -> reader.read(message)).hasMessageNotContaining("secret-thing").hasMessageContaining("sha256");
  }
}
