package io.github.camelcti.crowdsec.stix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StixBundleTest {

  @Test
  void keepsTheOrderAndLeavesOutWhatIsNotThere() {
    StixObject object = StixObject.builder("x", "x--1")
        .with("b", null)
        .with("a", List.of())
        .with("c", List.of(new ExternalReference("s", "https://example.org/", null)))
        .build();
    assertThat(new StixBundle(List.of(object)).toJson())
        .startsWith("{\"type\":\"bundle\",\"id\":\"bundle--")
        .endsWith("\"objects\":[{\"type\":\"x\",\"spec_version\":\"2.1\",\"id\":\"x--1\","
            + "\"c\":[{\"source_name\":\"s\",\"url\":\"https://example.org/\"}]}]}");
  }

  @Test
  void theIdDependsOnTheContent() {
    StixObject one = StixObject.builder("x", "x--1").build();
    StixObject two = StixObject.builder("x", "x--2").build();
    assertThat(new StixBundle(List.of(one)).id()).isEqualTo(new StixBundle(List.of(one)).id())
        .isNotEqualTo(new StixBundle(List.of(two)).id());
  }

  @Test
  void datesAreInUtcAndWholeSeconds() {
    assertThat(StixTime.format(Instant.parse("2024-06-20T21:45:00.999Z")))
        .isEqualTo("2024-06-20T21:45:00.000Z");
    assertThat(StixTime.format(null)).isNull();
  }
}
