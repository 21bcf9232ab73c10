package io.github.camelcti.crowdsec.opencti.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonObjectsTest {

  private final CommonObjects common = new CommonObjects();

  @ParameterizedTest(name = "{0} of confidence {1}, sent with {2}: {3}")
  @CsvSource(nullValues = "none", value = {
      "known, 1, 1, 0", "renamed, 1, 1, 0", "other, 1, 1, 1", "known, 1, 80, 80", "known, 0, 1, none", "known, none, 1, none",
  })
  void whatIsThereIsSentWithLessConfidence(String id, Integer stored, int sent, Integer confidence) {
    // Given
    common.learn(reply("known", stored, "2026-11-30T07:00:00.000Z"));
    // When
    StixBundle spared = common.spare(new StixBundle(List.of(
        StixObject.builder("location", id).with("name", "Germany").with("confidence", sent).build())));
    // Then
    assertThat(spared.objects()).extracting(it -> it.get("confidence"))
        .isEqualTo(confidence == null ? List.of() : List.of(confidence));
  }

  @Test
  void theNextReadTellsWhatIsNew() {
    // Given
    assertThat(common.variables()).containsEntry("since", "1970-01-01T00:00:00Z");
    // When
    common.learn(reply("a", 1, "2026-11-30T07:00:00.000Z"));
    common.learn(reply("b", 1, "2026-11-30T06:00:00.000Z"));
    // Then
    assertThat(common.variables()).containsEntry("since", "2026-11-30T06:59:00Z");
    assertThat(common.variables().get("filter").toString()).contains("2026-11-30T06:59:00Z");
  }

  @Test
  void aReadThatTellsNothingTeachesNothing() throws JsonProcessingException {
    common.learn(new GraphQlReply(new ObjectMapper().readTree("{\"stixDomainObjects\": null}"), List.of()));
    assertThat(common.variables()).containsEntry("since", "1970-01-01T00:00:00Z");
  }

  private static GraphQlReply reply(String id, Integer confidence, String made) {
    try {
      return new GraphQlReply(new ObjectMapper().readTree("""
          {"stixDomainObjects": {"edges": [{"node": {"standard_id": "%s", "x_opencti_stix_ids": ["renamed"],
            "created_at": "%s", "confidence": %s}}]}}""".formatted(id, made, confidence)), List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
