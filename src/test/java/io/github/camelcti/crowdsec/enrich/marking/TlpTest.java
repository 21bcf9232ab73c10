package io.github.camelcti.crowdsec.enrich.marking;

import static org.assertj.core.api.Assertions.assertThat;

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
}
