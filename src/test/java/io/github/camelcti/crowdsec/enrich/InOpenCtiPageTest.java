package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.camelcti.crowdsec.GeneratedSections;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page about what an analyst reads: our side is what the code makes of the samples, the Python connector's is what the
 * recordings hold.
 */
class InOpenCtiPageTest {

  /** An answer of CrowdSec, and the labels that the Python connector sets by default. */
  private enum Scene {
    MALICIOUS("malicious-full", "192.0.2.10", "a malicious address", "crowdsecurity/http-path-traversal-probing",
        "crowdsecurity/ssh-bf", "crowdsecurity/ssh-slow-bf", "firewallservices/pf-scan-multi_ports", "crowdsecurity/http-bad-user-agent",
        "confluence cve-2022-26134", "cve-2021-41773", "http path traversal exploit", "ssh bruteforce", "pf scan multi ports", "bad user agent"),
    FALSE_POSITIVE("safe-false-positive", "192.0.2.53", "a public resolver, reported by many", "crowdsecurity/http-probing",
        "crowdsecurity/ssh-bf", "http probing", "ssh bruteforce"),
    BENIGN("benign-scanner", "198.51.100.5", "a company that scans everybody", "crowdsecurity/http-probing", "http probing"),
    SUSPICIOUS("suspicious", "198.51.100.20", "a suspicious address", "crowdsecurity/http-crawl-non_statics", "aggressive crawl"),
    NOT_KNOWN("unknown", "203.0.113.77", "an address that CrowdSec does not know");

    private final String sample;
    private final String address;
    private final String words;
    private final List<String> pythonLabels;

    Scene(String sample, String address, String words, String... pythonLabels) {
      this.sample = sample;
      this.address = address;
      this.words = words;
      this.pythonLabels = List.of(pythonLabels);
    }

    private String pythonWork() {
      return "CrowdSec enrichment completed for IP: " + address;
    }

    private String scenario() {
      return this == NOT_KNOWN ? "unknown-200" : sample;
    }

    private Enrichment enrich(EnrichmentSettings settings) {
      CtiAnswer answer = Fixtures.sample("200-" + sample);
      return Fixtures.enrich(settings, Fixtures.observable(address, null), answer);
    }

    private String row() {
      Enrichment ours = enrich(SettingsOf.defaults());
      return "| " + words + " | " + pythonWork() + " | " + ours.sentence() + " | " + list(pythonLabels) + " | " + list(labels(ours)) + " |\n";
    }
  }

  @Test
  void thePageShowsWhatTheCodeMakes() throws IOException {
    EnrichmentSettings withNote = SettingsOf.builder().with(Settings.CROWDSEC_CREATE_NOTE, true).build();
    GeneratedSections.check(Path.of("docs/in-opencti.md"), Map.of(
        "work and labels", """
            | CrowdSec's answer is about | work, Python connector | work, this connector | labels, Python connector | labels, this connector |
            |---|---|---|---|---|
            """ + Arrays.stream(Scene.values()).map(Scene::row).collect(Collectors.joining()),
        "note", "```markdown\n" + note(Scene.FALSE_POSITIVE.enrich(withNote)) + "\n```\n"));
  }

  @ParameterizedTest
  @EnumSource(Scene.class)
  void thePythonConnectorsSideIsAsRecorded(Scene scene) {
    List<GoldenRecord> records = GoldenRecord.all().stream()
        .filter(it -> it.scenario().equals(scene.scenario()) && it.config().equals("defaults")).toList();
    assumeFalse(records.isEmpty(), "the recordings are not there (SHARED_DIR)");
    // Then
    assertThat(records.get(0).message()).isEqualTo(scene.pythonWork());
    assertThat(records.get(0).json().at("/runs/0/observable_after/0/labels")).extracting(label -> label.asText())
        .containsExactlyInAnyOrderElementsOf(scene.pythonLabels);
  }

  private static String list(List<String> labels) {
    return labels.isEmpty() ? "none" : labels.stream().map(label -> "`" + label.toLowerCase(Locale.ROOT) + "`").collect(Collectors.joining(", "));
  }

  @SuppressWarnings("unchecked")
  private static List<String> labels(Enrichment enrichment) {
    return enrichment.bundle().objects().stream().map(object -> (List<Label>) object.get("x_opencti_tags"))
        .filter(tags -> tags != null).findFirst().orElse(List.of()).stream().map(Label::value).toList();
  }

  private static String note(Enrichment enrichment) {
    return enrichment.bundle().objects().stream().filter(object -> object.type().equals("note"))
        .map((StixObject note) -> (String) note.get("content")).findFirst().orElseThrow();
  }
}
