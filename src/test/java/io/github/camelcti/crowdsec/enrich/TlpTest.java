package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlpTest {

  @ParameterizedTest
  @CsvSource({"TLP:WHITE, CLEAR", "clear, CLEAR", "' tlp:Green ', GREEN", "AMBER, AMBER",
      "TLP:AMBER+STRICT, AMBER_STRICT", "amber+strict, AMBER_STRICT", "TLP:RED, RED"})
  void readsNames(String text, Tlp level) {
    assertThat(Tlp.parse(text)).contains(level);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "TLP:", "PURPLE", "PAP:RED", "AMBER STRICT"})
  void readsNothingElse(String text) {
    assertThat(Tlp.parse(text)).isEmpty();
  }

  @Test
  void ordersThem() {
    assertThat(Tlp.values()).isSorted();
    assertThat(Tlp.AMBER_STRICT).isGreaterThan(Tlp.AMBER).isLessThan(Tlp.RED);
    assertThat(Tlp.AMBER_STRICT.label()).isEqualTo("TLP:AMBER+STRICT");
  }

  @Test
  void theStrictestMarkingDecides() {
    assertThat(of("TLP", "TLP:GREEN", "tlp", "TLP:AMBER", "PAP", "PAP:RED")).isEqualTo(Tlp.AMBER);
    assertThat(of()).isEqualTo(Tlp.CLEAR);
    assertThat(of("statement", "Copyright", null, null)).isEqualTo(Tlp.CLEAR);
  }

  @Test
  void anUnknownLevelIsTheStrictest() {
    assertThat(of("TLP", "TLP:ULTRA")).isEqualTo(Tlp.RED);
    assertThat(of("TLP", null)).isEqualTo(Tlp.RED);
  }

  private static Tlp of(String... pairs) {
    List<String> all = Arrays.asList(pairs);
    List<Marking> markings = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 2) {
      markings.add(new Marking("marking-definition--" + i, all.get(i), all.get(i + 1)));
    }
    return Tlp.of(markings);
  }
}
