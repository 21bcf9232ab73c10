package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The bundle that a real platform took best, twice, with nothing doubled and nothing overwritten: ours has the same
 * objects with the same properties, but for what is named here.
 */
class ObservedFormTest {

  private static final String CAPTURE = "opencti/captures/31-recommended-bundle-two-rounds.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void hasTheObjectsAndPropertiesOfTheObservedBundle() throws Exception {
    // Given the same answer, settings and marking as then
    Path capture = GoldenRecord.sharedFolder().resolve(CAPTURE);
    assumeTrue(Files.exists(capture), () -> "no capture at " + capture + "; SHARED_DIR says where to look");
    Map<String, Set<String>> observed = properties(JSON.readTree(capture.toFile()).path("bundle_round_1"));
    // An analyst's score would be overwritten; an organization that is known better would be, too.
    observed.get("ipv4-addr").remove("x_opencti_score");
    observed.get("identity").add("confidence");
    // When
    JsonNode ours = JSON.readTree(enrich().bundle().toJson());
    // Then
    assertThat(properties(ours)).isEqualTo(observed);
    assertThat(counts(ours)).isEqualTo(counts(JSON.readTree(capture.toFile()).path("bundle_round_1")));
  }

  private static Enrichment enrich() throws IOException {
    EnrichmentSettings everything = SettingsOf.builder()
        .with(Settings.CROWDSEC_LABELS_CVE, true)
        .with(Settings.CROWDSEC_LABELS_MITRE, true)
        .with(Settings.CROWDSEC_LABELS_BEHAVIOR, true)
        .with(Settings.CROWDSEC_LABELS_REPUTATION, true)
        .with(Settings.CROWDSEC_INDICATOR_CREATE_FROM, Set.of("malicious"))
        .with(Settings.CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE, true)
        .with(Settings.CROWDSEC_CREATE_NOTE, true).build();
    Observable observable = new Observable("ipv4-addr--38f30c72-7333-5837-ac8c-ac4492bbbada", "IPv4-Addr", "192.0.2.210",
        "analyst text",
        List.of(new Marking("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", "TLP", "TLP:GREEN")), List.of());
    return new Enricher(everything, Clock.fixed(Instant.parse("2026-11-25T04:30:00Z"), ZoneOffset.UTC))
        .enrich(observable, IpAddress.parse("192.0.2.210").orElseThrow(), Fixtures.sample("200-malicious-full"));
  }

  private static Map<String, Set<String>> properties(JsonNode bundle) {
    Map<String, Set<String>> properties = new TreeMap<>();
    for (JsonNode object : bundle.path("objects")) {
      Set<String> names = properties.computeIfAbsent(object.path("type").asText(), type -> new TreeSet<>());
      object.fieldNames().forEachRemaining(names::add);
    }
    return properties;
  }

  private static Map<String, Integer> counts(JsonNode bundle) {
    Map<String, Integer> counts = new TreeMap<>();
    bundle.path("objects").forEach(object -> counts.merge(
        object.path("type").asText() + " " + object.path("relationship_type").asText(), 1, Integer::sum));
    return counts;
  }
}
