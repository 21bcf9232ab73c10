package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The comparison with the recorded Python connector. Where the record is right, we write the same but for the
 * {@link IntendedDifferences}; where it is wrong, the {@link BetterResult}.
 */
class GoldenTest {

  @Test
  void theRecordsAreThere() {
    assumeTrue(!GoldenRecord.all().isEmpty(), "the records of the Python connector are not in "
        + GoldenRecord.sharedFolder() + "; SHARED_DIR says where to look");
    assertThat(GoldenRecord.all()).hasSizeGreaterThan(100);
  }

  @TestFactory
  Stream<DynamicTest> weWriteTheSameButForTheIntendedDifferences() {
    return GoldenRecord.all().stream()
        .filter(record -> BetterResult.isRight(record) && !record.pushed().isEmpty())
        .map(record -> DynamicTest.dynamicTest(record.toString(), () -> compare(record)));
  }

  @TestFactory
  Stream<DynamicTest> weDoBetterWhereTheRecordIsWrong() {
    return GoldenRecord.all().stream().flatMap(record -> BetterResult.of(record).stream()
        .map(better -> DynamicTest.dynamicTest(record + ": " + better, () -> better.check(record))));
  }

  @TestFactory
  Stream<DynamicTest> everyRecordIsCompared() {
    return GoldenRecord.all().stream().map(record -> DynamicTest.dynamicTest(record.toString(), () ->
        assertThat(BetterResult.isRight(record) && !record.pushed().isEmpty()
            || !BetterResult.of(record).isEmpty()).as(record.message()).isTrue()));
  }

  private static void compare(GoldenRecord record) throws UnreadableAnswerException {
    // Given
    Map<String, ObjectNode> expected =
        IntendedDifferences.applyAll(new ExpectedObjects(record)).byId();

    // When
    Map<String, ObjectNode> ours = GoldenRecord.byId(record.ours().orElseThrow());

    // Then
    assertThat(ours.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach((id, object) ->
        assertThat(sorted(ours.get(id))).as(id).isEqualTo(sorted(withColors(object, ours.get(id)))));
  }

  /** A label that the platform had already was recorded without a colour: ours may have any. */
  private static ObjectNode withColors(ObjectNode expected, JsonNode ours) {
    for (JsonNode tag : expected.path("x_opencti_tags")) {
      for (JsonNode our : ours.path("x_opencti_tags")) {
        if (tag.path("color").asText().equals("existing") && tag.path("value").equals(our.path("value"))) {
          ((ObjectNode) tag).set("color", our.path("color"));
        }
      }
    }
    return expected;
  }

  /** Properties by name, lists whose order means nothing by their text. */
  private static String sorted(JsonNode object) {
    Map<String, Object> properties = new TreeMap<>();
    object.properties().forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
    for (String name : List.of("x_opencti_tags", "external_references")) {
      properties.computeIfPresent(name, (key, value) -> Stream.of(value)
          .flatMap(list -> ((JsonNode) list).valueStream()).map(GoldenTest::sorted)
          .sorted(Comparator.naturalOrder()).toList());
    }
    return properties.toString();
  }
}
