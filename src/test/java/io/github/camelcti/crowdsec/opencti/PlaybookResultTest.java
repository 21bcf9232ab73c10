package io.github.camelcti.crowdsec.opencti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.stix.StixBundle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlaybookResultTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXTENSION = PlaybookResult.OBSERVABLE_EXTENSION;
  private static final String LINK = "https://app.crowdsec.net/cti/192.0.2.10";
  private static final StixBundle OURS = Results.full();

  private static Playbook playbook(String json) {
    return new Playbook("ex", "ev", "pb", Results.OBSERVABLE, "st", "ps", (ObjectNode) tree(json), Instant.EPOCH);
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String bundle(String... objects) {
    return "{\"type\": \"bundle\", \"id\": \"bundle--1\", \"x_custom\": 1, \"objects\": [" + String.join(",", objects) + "]}";
  }

  private static String observable(String more) {
    return "{\"type\": \"ipv4-addr\", \"id\": \"" + Results.OBSERVABLE + "\", \"value\": \"192.0.2.10\"" + more + "}";
  }

  private static JsonNode merged(JsonNode bundle) {
    for (JsonNode object : bundle.path("objects")) {
      if (object.path("id").asText().equals(Results.OBSERVABLE)) {
        return object;
      }
    }
    throw new AssertionError("the observable is missing");
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(it -> texts.add(it.isObject() ? it.path("url").asText() : it.asText()));
    return texts;
  }

  static Stream<Arguments> bundles() {
    return Stream.of(
        arguments(named("the observable alone", bundle(observable("")))),
        arguments(named("with labels and references of earlier steps", bundle(observable("""
            , "labels": ["mine", "malicious"], "external_references": [{"source_name": "x", "url": "https://x.example"}],
            "extensions": {"%s": {"labels": ["theirs"], "score": 40,
              "external_references": [{"source_name": "y", "external_id": "1"}]}, "other": {"a": 1}}""".formatted(EXTENSION))))),
        arguments(named("with other objects", bundle("{\"type\": \"report\", \"id\": \"report--1\", \"object_refs\": [\""
            + Results.OBSERVABLE + "\"]}", observable(""), "{\"type\": \"x-odd\", \"id\": \"x-odd--1\", \"deep\": [[1.5]]}"))),
        arguments(named("with an object that we would make too", bundle(observable(""), "{\"type\": \"identity\", \"id\": \""
            + OURS.objects().stream().filter(it -> it.type().equals("identity")).findFirst().orElseThrow().id()
            + "\", \"name\": \"theirs\"}"))),
        arguments(named("without the observable", bundle("{\"type\": \"report\", \"id\": \"report--1\"}"))),
        arguments(named("with rubbish among the objects", bundle("null", "1", observable("")))),
        arguments(named("without objects", "{\"type\": \"bundle\", \"id\": \"bundle--1\"}")),
        arguments(named("empty", "{}")));
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void theUnchangedAnswerIsWhatCame(String came) {
    assertThat(tree(PlaybookResult.unchanged(playbook(came)))).isEqualTo(tree(came));
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void everythingThatCameStaysAndOursIsAddedOnce(String came) {
    // Given
    Playbook playbook = playbook(came);
    // When
    JsonNode answer = tree(PlaybookResult.enriched(playbook, OURS));
    // Then
    List<String> ids = new ArrayList<>();
    answer.path("objects").forEach(object -> ids.add(object.path("id").asText()));
    assertThat(ids.stream().filter(id -> !id.isEmpty())).doesNotHaveDuplicates()
        .containsAll(OURS.objects().stream().map(it -> it.id()).toList());
    JsonNode before = tree(came);
    for (int i = 0; i < before.path("objects").size(); i++) {
      JsonNode object = before.path("objects").get(i);
      if (!object.path("id").asText().equals(Results.OBSERVABLE)) {
        assertThat(answer.path("objects").get(i)).isEqualTo(object);
      }
    }
    before.properties().stream().filter(field -> !field.getKey().equals("objects"))
        .forEach(field -> assertThat(answer.get(field.getKey())).isEqualTo(field.getValue()));
    // And the job's own bundle is untouched, for the answer that may have to follow
    assertThat(playbook.bundle()).isEqualTo(before);
  }

  @Test
  void labelsReferencesAndDescriptionAreAddedWhereTheOtherStepsLook() {
    // Given
    String came = bundle(observable("""
        , "labels": ["mine", "malicious"], "x_new": true,
        "external_references": [{"source_name": "x", "url": "https://x.example"}],
        "extensions": {"%s": {"labels": ["theirs"], "score": 40, "description": "old",
          "external_references": [{"source_name": "kept", "url": "%s"}]}}""".formatted(EXTENSION, LINK)));
    // When
    JsonNode observable = merged(tree(PlaybookResult.enriched(playbook(came), OURS)));
    JsonNode extension = observable.path("extensions").path(EXTENSION);
    // Then
    assertThat(texts(observable.path("labels"))).startsWith("mine", "malicious", "theirs").doesNotHaveDuplicates()
        .hasSizeGreaterThan(10);
    assertThat(extension.path("labels")).isEqualTo(observable.path("labels"));
    assertThat(observable.has("x_opencti_tags")).isFalse();
    assertThat(texts(observable.path("external_references"))).startsWith("https://x.example").contains(LINK)
        .doesNotHaveDuplicates();
    assertThat(texts(extension.path("external_references"))).startsWith(LINK).doesNotHaveDuplicates();
    assertThat(extension.path("external_references").path(0).path("source_name").asText()).isEqualTo("kept");
    assertThat(extension.path("description").asText()).isEqualTo(observable.path("x_opencti_description").asText())
        .contains("Seen by me", "Last CrowdSec enrichment");
    assertThat(extension.path("score").intValue()).isEqualTo(40);
    assertThat(observable.path("x_new").booleanValue()).isTrue();
    assertThat(observable.path("value").asText()).isEqualTo("192.0.2.10");
  }

  @Test
  void withoutAnExtensionNoneIsMade() {
    JsonNode observable = merged(tree(PlaybookResult.enriched(playbook(bundle(observable(""))), OURS)));
    assertThat(observable.has("extensions")).isFalse();
    assertThat(texts(observable.path("labels"))).contains("malicious");
  }
}
