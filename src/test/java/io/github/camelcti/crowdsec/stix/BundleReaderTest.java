package io.github.camelcti.crowdsec.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BundleReaderTest {

  private static final String ID = "note--5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10";

  @Test
  void givesBackWhatWasWritten() {
    StixBundle bundle = new StixBundle(List.of(StixObject.builder("note", ID).with("content", "text").build()));
    assertThat(BundleReader.read(bundle.toJson())).isEqualTo(bundle);
    assertThat(BundleReader.read(BundleReader.changeable(bundle))).isEqualTo(bundle);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("no JSON", "nothing", "the bundle is no JSON object"),
        arguments("a list", "[]", "the bundle is no JSON object"),
        arguments("no objects", "{}", "the bundle has no list of objects"),
        arguments("none left", "{\"objects\": []}", "the bundle has no list of objects"),
        arguments("a text", "{\"objects\": [\"x\"]}", "an object of the bundle is no map"),
        arguments("no type", "{\"objects\": [{\"id\": \"" + ID + "\"}]}", "no id that fits its type: null, " + ID),
        arguments("another type", "{\"objects\": [{\"type\": \"x\", \"id\": \"" + ID + "\"}]}", "its type: x, " + ID));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void saysWhatIsWrong(String name, String json, String message) {
    assertThatThrownBy(() -> BundleReader.read(json)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void noObjectStandsTwice() {
    Map<String, Object> note = Map.of("type", "note", "id", ID);
    assertThatThrownBy(() -> BundleReader.read(Map.of("objects", List.of(note, note)))).hasMessageContaining("twice: " + ID);
  }
}
