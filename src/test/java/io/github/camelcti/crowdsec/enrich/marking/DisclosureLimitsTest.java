package io.github.camelcti.crowdsec.enrich.marking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisclosureLimitsTest {

  private static final String RED_ID = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed";
  private static final DisclosureLimits DEFAULT = new DisclosureLimits("TLP:AMBER", "PAP:AMBER");

  private static Marking marking(String type, String definition) {
    return new Marking("marking-definition--11111111-1111-4111-8111-111111111111", type, definition);
  }

  private static String reason(DisclosureLimits limits, Marking... markings) {
    return limits.excess(List.of(markings)).map(Excess::reason).orElse(null);
  }

  @ParameterizedTest(name = "type {0}, text {1}")
  @CsvSource(nullValues = "null", value = {
      "TLP, TLP:RED", "tlp, tlp:red", "null, TLP:RED", "statement, TLP:RED", "house, Tlp: Red", "'', ' TLP : RED '", "TLP, red",
      "null, TLP RED", "null, TLP-RED", "null, TLP\uFF1ARED", "null, 'TLP:\u00A0RED'", "null, 'TLP:R\u200BED'", "PAP, TLP:RED"})
  void aMarkingCountsByWhatItSays(String type, String definition) {
    assertThat(reason(DEFAULT, marking(type, definition))).isEqualTo("TLP:RED is over the limit TLP:AMBER (CROWDSEC_MAX_TLP)");
  }

  @ParameterizedTest(name = "type {0}, text {1}")
  @CsvSource(nullValues = "null", value = {"null, TLP:WHITE", "x, tlp:clear", "null, TLP:AMBER", "TLP, null amber"})
  void isFreeUpToTheLimit(String type, String definition) {
    assertThat(reason(DEFAULT, marking(type, definition.replace("null ", "")))).isNull();
  }

  static Stream<Arguments> byId() {
    return Stream.of(
        arguments(named("its text says nothing", new Marking(RED_ID, null, null))),
        arguments(named("its text plays it down", new Marking(RED_ID, "TLP", "TLP:GREEN"))),
        arguments(named("its text is in another language", new Marking(RED_ID, "TLP", "TLP:ROUGE"))),
        arguments(named("somebody made a statement of it", new Marking(RED_ID, "statement", "for everybody"))));
  }

  @ParameterizedTest
  @MethodSource("byId")
  void theIdOfAWellKnownMarkingCounts(Marking marking) {
    assertThat(reason(DEFAULT, marking)).startsWith("TLP:RED is over the limit");
  }

  @ParameterizedTest(name = "type {0}, text {1}")
  @CsvSource(nullValues = "null", value = {
      "TLP, TLP:GREEN+STRICT, TLP:GREEN+STRICT", "null, tlp:green + strict, TLP:GREEN+STRICT", "TLP, Ultra, TLP:ULTRA",
      "TLP, null, TLP without a name", "null, TLP:, TLP without a name", "null, TLP, TLP without a name",
      "null, AMBER STRICT, null", "null, TLP:AMBER STRICT, TLP:AMBER STRICT"})
  void anUnknownLevelIsRefusedUnderItsOwnName(String type, String definition, String name) {
    assertThat(reason(DEFAULT, marking(type, definition))).isEqualTo(name == null ? null : name
        + " is not a known level, so it counts as over the limit TLP:AMBER (CROWDSEC_MAX_TLP)");
  }

  @Test
  void anUnknownLevelIsOverTheHighestLimitToo() {
    assertThat(reason(new DisclosureLimits("TLP:RED", "PAP:RED"), marking("TLP", "TLP:BLACK")))
        .startsWith("TLP:BLACK is not a known level");
    assertThat(reason(new DisclosureLimits("TLP:RED", "PAP:RED"), marking(null, "PAP:BLACK")))
        .startsWith("PAP:BLACK is not a known level");
  }

  @ParameterizedTest(name = "type {0}, text {1}")
  @CsvSource(nullValues = "null", value = {
      "PAP, PAP:RED, PAP:RED is over the limit PAP:AMBER (CROWDSEC_MAX_PAP)",
      "null, pap: red, PAP:RED is over the limit PAP:AMBER (CROWDSEC_MAX_PAP)",
      "pap, red, PAP:RED is over the limit PAP:AMBER (CROWDSEC_MAX_PAP)",
      "TLP, PAP:RED, PAP:RED is over the limit PAP:AMBER (CROWDSEC_MAX_PAP)",
      "PAP, PAP:AMBER+STRICT, 'PAP:AMBER+STRICT is not a known level, so it counts as over the limit PAP:AMBER "
          + "(CROWDSEC_MAX_PAP)'",
      "PAP, PAP:AMBER, null", "PAP, PAP:WHITE, null", "TLP, PAP:GREEN, null", "null, PAP:CLEAR, null"})
  void papHasALimitOfItsOwn(String type, String definition, String reason) {
    assertThat(reason(DEFAULT, marking(type, definition))).isEqualTo(reason);
  }

  @Test
  void theStrictestDecidesAndBothAreNamed() {
    Optional<Excess> excess = DEFAULT.excess(List.of(marking("PAP", "PAP:RED"), marking("TLP", "TLP:GREEN"),
        marking("TLP", "TLP:BLACK"), marking("TLP", "TLP:RED"), marking("TLP", "TLP:AMBER+STRICT")));
    assertThat(excess).contains(new Excess(true, "TLP:RED is over the limit TLP:AMBER (CROWDSEC_MAX_TLP), and PAP:RED is over"
        + " the limit PAP:AMBER (CROWDSEC_MAX_PAP)"));
    assertThat(DEFAULT.excess(List.of(marking("PAP", "PAP:RED"))).orElseThrow().byTlp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Copyright", "TLPish", "Internal", "PAPER", "RED"})
  void othersArePassedOver(String definition) {
    assertThat(reason(DEFAULT, marking("statement", definition), marking(null, null))).isNull();
  }

  @Test
  void limitsAreLevels() {
    assertThatThrownBy(() -> new DisclosureLimits("PINK", "PAP:RED")).hasMessageContaining("'PINK' is not a TLP marking");
    assertThatThrownBy(() -> new DisclosureLimits("TLP:RED", "TLP:RED")).hasMessageContaining("'TLP:RED' is not a PAP marking");
  }
}
