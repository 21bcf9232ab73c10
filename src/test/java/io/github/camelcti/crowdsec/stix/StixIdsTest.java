package io.github.camelcti.crowdsec.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StixIdsTest {

  record Vector(String name, String type, Map<String, Object> input, String id, boolean legacy) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Vector> vectors() throws IOException {
    try (InputStream in = StixIdsTest.class.getResourceAsStream("/vectors/stix-ids.json")) {
      List<Map<String, Object>> rows = new ObjectMapper().readValue(in, new TypeReference<>() {});
      return rows.stream().map(StixIdsTest::vector).toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static Vector vector(Map<String, Object> row) {
    return new Vector((String) row.get("case"), (String) row.get("type"),
        (Map<String, Object>) row.get("input"), (String) row.get("id"), row.containsKey("legacy"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void idsAreThoseOfOpenCti(Vector vector) {
    if (vector.legacy()) {
      // Ids by rules that clients of old had: ours must not be among them.
      assertThat(StixIds.of(vector.type(), vector.input())).isPresent().get().isNotEqualTo(vector.id());
    } else {
      assertThat(StixIds.of(vector.type(), vector.input()).orElse(null)).isEqualTo(vector.id());
    }
  }

  @Test
  void allVectorsAreThere() throws IOException {
    assertThat(vectors()).hasSize(93);
  }

  @Test
  void namedFunctionsFollowTheSameRules() {
    String indicator = StixIds.indicator("[ipv4-addr:value = '1.2.3.4']");
    assertThat(StixIds.identity("CrowdSec", "organization"))
        .isEqualTo("identity--5f18c204-0a7f-5061-a146-d29561d9c8aa");
    assertThat(indicator).isEqualTo("indicator--274128a4-2ad4-50b5-ae7b-b0dea1fa9861");
    assertThat(StixIds.attackPattern("T1595"))
        .isEqualTo("attack-pattern--b14d5467-e18f-5a06-bc8f-97e336f449f8");
    assertThat(StixIds.country("France")).isEqualTo("location--b8d0549f-de06-5ebd-a6e9-d31a581dba5d");
    assertThat(StixIds.vulnerability("CVE-2021-44228"))
        .isEqualTo("vulnerability--693c68fd-9a33-5d6d-b44e-407b6a48b05b");
    assertThat(StixIds.relationship("based-on", indicator, "ipv4-addr--0198f97b-e65d-5025-87e5-58bc39d4bdb4"))
        .isEqualTo("relationship--a787645d-9c70-51d7-b74a-91f3c0a88d3f");
    assertThat(StixIds.sighting("ipv4-addr--0198f97b-e65d-5025-87e5-58bc39d4bdb4",
        "identity--5f18c204-0a7f-5061-a146-d29561d9c8aa"))
        .isEqualTo("sighting--d40acc73-52a2-5298-a4b3-c7ba810c242a");
  }

  @Test
  void theMachinesLanguageDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(StixIds.identity("MITRE", "organization"))
          .isEqualTo(StixIds.identity("mitre", "organization"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anUnknownTypeIsRefused() {
    assertThatThrownBy(() -> StixIds.of("campaign", Map.of("name", "x")))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("campaign");
  }
}
