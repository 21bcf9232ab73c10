package io.github.camelcti.crowdsec.opencti.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerBatchTest {

  private static WorkerBatch parcel(int size) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      messages.add(new byte[] {1});
    }
    return new WorkerBatch(messages);
  }

  @ParameterizedTest(name = "{0} announced, {1} done: {2} more")
  @CsvSource({
      "0, 0, 10",
      "10, 0, 0",
      "10, 4, 4",
      "10, 10, 10",
      "20, 10, 0",
      "20, 5, 0",
      "3, 7, 10"})
  void announcesWhatIsNotAnnouncedYet(int expected, int processed, int more) throws Exception {
    // Given
    WorkerBatch parcel = parcel(10);
    JsonNode tracking = new ObjectMapper().readTree(
        "{\"import_expected_number\": " + expected + ", \"import_processed_number\": " + processed + "}");
    // When
    parcel.announcedBefore(tracking);
    // Then
    assertThat(parcel.toAnnounce()).isEqualTo(more);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{}", "null", "{\"import_expected_number\": null}"})
  void aWorkThatSaysNothingCountsAsNew(String tracking) throws Exception {
    WorkerBatch parcel = parcel(3);
    parcel.announcedBefore(new ObjectMapper().readTree(tracking));
    assertThat(parcel.toAnnounce()).isEqualTo(3);
  }

  @Test
  void aConfirmedMessageIsNotSentAgainAndItsTwinIs() {
    // Given two messages with the same content
    WorkerBatch parcel = parcel(2);
    // When
    parcel.confirmed(parcel.unsent().get(0));
    // Then
    assertThat(parcel.unsent()).hasSize(1);
    assertThat(parcel.size()).isEqualTo(2);
    assertThat(parcel.toAnnounce()).as("what is announced does not change").isEqualTo(2);
  }
}
