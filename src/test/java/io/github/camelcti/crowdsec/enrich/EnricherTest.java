package io.github.camelcti.crowdsec.enrich;

import static io.github.camelcti.crowdsec.enrich.Fixtures.enrich;
import static io.github.camelcti.crowdsec.enrich.Fixtures.everything;
import static io.github.camelcti.crowdsec.enrich.Fixtures.json;
import static io.github.camelcti.crowdsec.enrich.Fixtures.observable;
import static io.github.camelcti.crowdsec.enrich.Fixtures.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.stix.ExternalReference;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnricherTest {

  private static final String ORGANIZATION = "identity--5f18c204-0a7f-5061-a146-d29561d9c8aa";
  private static final String PLACEHOLDER = "indicator--51b92778-cef0-4a90-b7ec-ebd620d01ac8";
  private static final EnrichmentSettings ALL = everything().build();
  private static final Observable IP = observable("192.0.2.10", "Seen by me");

  static List<String> samples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/crowdsec"))) {
      return files.map(file -> file.getFileName().toString().replace(".json", ""))
          .filter(name -> name.startsWith("200-") && !name.equals("200-empty-object") && !name.equals("200-batch"))
          .sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleMakesASoundBundle(String name) throws IOException {
    Observable shared = observable("192.0.2.10", null, List.of(Fixtures.AMBER), List.of("identity--org"));
    Enrichment enrichment = enrich(ALL, shared, sample(name));
    assertThat(enrichment.bundle().toJson()).isEqualTo(enrich(ALL, shared, sample(name)).bundle().toJson());
    JsonNode bundle = new ObjectMapper().readTree(enrichment.bundle().toJson());
    Set<String> ids = enrichment.bundle().objects().stream().map(StixObject::id).collect(Collectors.toSet());
    assertThat(ids).hasSameSizeAs(enrichment.bundle().objects());
    Set<String> before = new HashSet<>(Set.of(PLACEHOLDER));
    for (JsonNode object : bundle.get("objects")) {
      assertThat(object.get("x_opencti_granted_refs")).hasSize(1);
      assertThat(object.get("id").asText()).startsWith(object.get("type").asText() + "--");
      for (String ref : refs(object)) {
        assertThat(before).as(object.get("id").asText()).contains(ref);
      }
      before.add(object.get("id").asText());
      object.findValuesAsText("description").forEach(text -> assertThat(text).hasSizeLessThanOrEqualTo(5000));
      object.findValuesAsText("content").forEach(text -> assertThat(text).hasSizeLessThanOrEqualTo(5000));
    }
    assertThat(enrichment.sentence()).hasSizeLessThan(300).doesNotContain("null");
    assertThat(enrichment.bundle().toJson()).doesNotContain("null,", "[]", "\u202e");
  }

  private static List<String> refs(JsonNode object) {
    List<String> refs = new ArrayList<>();
    for (String name : List.of("created_by_ref", "source_ref", "target_ref", "sighting_of_ref",
        "x_opencti_sighting_of_ref", "where_sighted_refs", "object_refs")) {
      JsonNode ref = object.path(name);
      if (ref.isTextual()) {
        refs.add(ref.asText());
      }
      ref.forEach(one -> refs.add(one.asText()));
    }
    return refs;
  }

  @Test
  void writesTheDefaultsInOrder() {
    Enrichment enrichment = enrich(SettingsOf.defaults(), IP, sample("200-malicious-full"));
    List<StixObject> objects = enrichment.bundle().objects();
    assertThat(objects.subList(0, 6)).extracting(StixObject::type).containsExactly("identity", "ipv4-addr",
        "vulnerability", "relationship", "vulnerability", "relationship");
    assertThat(objects.subList(6, 8)).extracting(StixObject::type).containsExactly("location", "sighting");
    assertThat(objects).hasSize(2 + 4 + 20 + 1);
    assertThat(enrichment.sentence())
        .isEqualTo("CrowdSec: malicious, high confidence (CrowdSec Community Blocklist, TOR exit node, HTTP Scan, ...); "
            + "11 labels, 2 vulnerabilities, 10 countries; https://app.crowdsec.net/cti/192.0.2.10");
  }

  @Test
  void writesTheObservableWithoutTouchingWhatIsNotOurs() {
    StixObject written = only("ipv4-addr", enrich(ALL, IP, sample("200-malicious-full")));
    assertThat(written.properties().keySet()).containsExactly("type", "spec_version", "id", "value",
        "object_marking_refs", "x_opencti_description", "x_opencti_tags", "external_references");
    assertThat(written.get("value")).isEqualTo("192.0.2.10");
    assertThat(written.get("x_opencti_description"))
        .isEqualTo("Seen by me\n\n`Last CrowdSec enrichment: 2024-06-27T08:12:33+00:00`");
    assertThat(written.get("external_references")).isEqualTo(List.of(new ExternalReference("CrowdSec CTI",
        "https://app.crowdsec.net/cti/192.0.2.10", "CrowdSec CTI url for this IP")));
  }

  @Test
  void theValueStaysAsItIsWhileLinksAreCanonical() {
    Observable upper = observable("2001:DB8::10", null);
    Enrichment enrichment = enrich(ALL, upper, sample("200-ipv6"));
    StixObject written = only("ipv6-addr", enrichment);
    assertThat(written.get("value")).isEqualTo("2001:DB8::10");
    assertThat(written.id()).isEqualTo(upper.standardId());
    assertThat(only("indicator", enrichment).get("pattern")).isEqualTo("[ipv6-addr:value = '2001:db8::10']");
    assertThat(enrichment.bundle().toJson()).contains("https://app.crowdsec.net/cti/2001:db8::10");
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.10/32, ipv4-addr", "::ffff:192.0.2.10, ipv6-addr", "::FFFF:c000:20a, ipv6-addr"})
  void theAddressIsOneOfIPv4WhereverTheObservableIsNotMeantItself(String value, String type) {
    // Given
    Observable odd = observable(value, null);
    // When
    Enrichment enrichment = enrich(ALL, odd, sample("200-malicious-full"));
    // Then
    assertThat(only(type, enrichment).id()).isEqualTo(odd.standardId());
    assertThat(only(type, enrichment).get("value")).isEqualTo(value);
    assertThat(only("indicator", enrichment).id()).isEqualTo(only("indicator", enrich(ALL, IP, sample("200-malicious-full"))).id());
    assertThat(only("indicator", enrichment).get("pattern")).isEqualTo("[ipv4-addr:value = '192.0.2.10']");
    assertThat(only("indicator", enrichment).get("x_opencti_main_observable_type")).isEqualTo("IPv4-Addr");
    assertThat(only("note", enrichment).get("abstract")).isEqualTo("CrowdSec enrichment for 192.0.2.10");
    assertThat(enrichment.bundle().toJson()).contains("https://app.crowdsec.net/cti/192.0.2.10\"");
  }

  @ParameterizedTest
  @CsvSource({"fd00::1", "fe80::1", "2001:db8::1"})
  void linksOfAnyAddressAreComplete(String value) {
    // When
    Enrichment enrichment = enrich(ALL, observable(value, null), sample("200-ipv6"));

    // Then
    assertThat(enrichment.bundle().toJson()).contains("\"https://app.crowdsec.net/cti/" + value + "\"");
  }

  @Test
  void theStampCanBeSwitchedOff() {
    Observable stamped = observable("192.0.2.10",
        "a\n\n`Last CrowdSec enrichment: 2024-01-01T00:00:00+00:00`");
    EnrichmentSettings off = SettingsOf.builder()
        .with(Settings.CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION, false).build();
    assertThat(only("ipv4-addr", enrich(off, stamped, sample("200-known"))).get("x_opencti_description"))
        .isNull();
  }

  @Test
  @SuppressWarnings("unchecked")
  void labelsComeInTheirOrderAndOnce() {
    List<Label> labels = (List<Label>) only("ipv4-addr", enrich(ALL, IP, sample("200-malicious-full")))
        .get("x_opencti_tags");
    assertThat(labels).extracting(Label::value).containsExactly(
        "T1110", "T1595", "T1190", "T1046", "CVE-2021-41773", "CVE-2022-26134",
        "http:scan", "http:exploit", "ssh:bruteforce", "tcp:scan", "pop3/imap:bruteforce", "malicious",
        "crowdsecurity/http-path-traversal-probing", "crowdsecurity/ssh-bf", "crowdsecurity/ssh-slow-bf",
        "firewallservices/pf-scan-multi_ports", "crowdsecurity/http-bad-user-agent",
        "Confluence CVE-2022-26134", "HTTP Path Traversal Exploit", "SSH Bruteforce", "PF Scan Multi Ports",
        "Bad User Agent");
    assertThat(labels).contains(new Label("malicious", "#FF0000"), new Label("T1110", "#000080"));
  }

  @Test
  @SuppressWarnings("unchecked")
  void theHugeAnswerIsBounded() {
    Enrichment enrichment = enrich(ALL, IP, sample("200-huge"));
    assertThat((List<Label>) only("ipv4-addr", enrichment).get("x_opencti_tags"))
        .hasSizeLessThanOrEqualTo(500);
    assertThat(all("location", enrichment)).hasSizeLessThanOrEqualTo(50);
    assertThat(all("attack-pattern", enrichment)).hasSizeLessThanOrEqualTo(100);
    assertThat(all("vulnerability", enrichment)).hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void anUnknownAddressGetsLinkAndStampOnly() {
    for (CtiAnswer answer : List.of(CtiAnswer.notKnown(), sample("200-unknown"))) {
      Enrichment enrichment = enrich(ALL, IP, answer);
      assertThat(enrichment.bundle().objects()).extracting(StixObject::type)
          .containsExactly("identity", "ipv4-addr");
      assertThat(only("ipv4-addr", enrichment).properties())
          .containsKeys("x_opencti_description", "external_references")
          .doesNotContainKeys("x_opencti_score", "x_opencti_tags");
      assertThat(enrichment.sentence()).isEqualTo("not known to CrowdSec: 192.0.2.10");
    }
  }

  @Test
  void theIndicatorSaysWhatWasFound() {
    Enrichment enrichment = enrich(ALL, IP, sample("200-malicious-full"));
    StixObject indicator = only("indicator", enrichment);
    assertThat(indicator.get("name")).isEqualTo("CrowdSec CTI (malicious IP: 192.0.2.10)");
    assertThat(indicator.get("pattern")).isEqualTo("[ipv4-addr:value = '192.0.2.10']");
    assertThat(indicator.get("indicator_types")).isEqualTo(List.of("malicious-activity"));
    assertThat(indicator.get("valid_from")).isEqualTo("2024-04-18T08:15:00.000Z");
    assertThat(indicator.get("confidence")).isEqualTo(80);
    assertThat(indicator.get("created_by_ref")).isEqualTo(ORGANIZATION);
    assertThat(indicator.get("object_marking_refs")).isEqualTo(List.of(Fixtures.AMBER.standardId()));
    assertThat(all("relationship", enrichment).get(0).properties())
        .containsEntry("relationship_type", "based-on")
        .containsEntry("source_ref", indicator.id()).containsEntry("target_ref", IP.standardId())
        .containsEntry("confidence", 80);
    StixObject undated = only("indicator", enrich(ALL, IP, json("{\"reputation\":\"suspicious\"}")));
    assertThat(undated.get("valid_from")).isNull();
    assertThat(undated.get("indicator_types")).isNull();
  }

  @Test
  void withoutIndicatorTheObservableIsRelated() {
    EnrichmentSettings settings = everything().with(Settings.CROWDSEC_INDICATOR_CREATE_FROM, Set.of()).build();
    Enrichment enrichment = enrich(settings, IP, sample("200-malicious-full"));
    assertThat(all("indicator", enrichment)).isEmpty();
    assertThat(all("relationship", enrichment).get(0).properties())
        .containsEntry("relationship_type", "related-to").containsEntry("source_ref", IP.standardId());
    assertThat(all("relationship", enrichment)).extracting(object -> object.get("relationship_type"))
        .contains("targets").doesNotContain("based-on", "indicates");
  }

  @Test
  void countriesAreThoseOfIso() {
    List<StixObject> countries = all("location", enrich(ALL, IP, sample("200-odd-country-codes")));
    assertThat(countries).extracting(object -> object.get("name")).containsExactly("Türkiye", "United States",
        "Venezuela, Bolivarian Republic of", "Côte d'Ivoire", "Taiwan, Province of China",
        "Bolivia, Plurinational State of", "France");
    assertThat(countries.get(6).properties()).containsEntry("country", "French Republic")
        .containsEntry("x_opencti_aliases", List.of("FR")).containsEntry("confidence", 1)
        .containsEntry("id", "location--b8d0549f-de06-5ebd-a6e9-d31a581dba5d");
  }

  @Test
  void noCountriesWhenNothingNeedsThem() {
    EnrichmentSettings settings =
        SettingsOf.builder().with(Settings.CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS, false).build();
    assertThat(all("location", enrich(settings, IP, sample("200-malicious-full")))).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked")
  void sightingsAtTheOrganizationKeepTheirId() {
    EnrichmentSettings settings = everything()
        .with(Settings.CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS, false).build();
    List<StixObject> sightings = all("sighting", enrich(settings, IP, sample("200-malicious-full")));
    assertThat(sightings).hasSize(2);
    assertThat(all("location", enrich(settings, IP, sample("200-malicious-full"))))
        .as("targets of the attack patterns").hasSize(10);
    assertThat(sightings.get(0).properties()).containsEntry("sighting_of_ref", PLACEHOLDER)
        .containsEntry("x_opencti_sighting_of_ref", IP.standardId())
        .containsEntry("where_sighted_refs", List.of(ORGANIZATION))
        .containsEntry("first_seen", "2023-06-13T19:00:00.000Z")
        .containsEntry("last_seen", "2024-04-18T08:15:00.000Z")
        .containsEntry("description", "CrowdSec CTI sighting for IP: 192.0.2.10");
    assertThat((List<ExternalReference>) sightings.get(0).get("external_references")).hasSize(5)
        .contains(new ExternalReference("MITRE ATT&CK (T1110 - Brute Force)",
            "https://attack.mitre.org/techniques/T1110",
            "Brute Force: Access is sought by trying many credentials."));
    List<StixObject> undated = all("sighting", enrich(settings, IP, json("{\"reputation\":\"malicious\"}")));
    assertThat(undated).extracting(StixObject::id).isEqualTo(sightings.stream().map(StixObject::id).toList());
    assertThat(undated.get(0).get("first_seen")).isNull();
  }

  @Test
  void subtechniquesHaveTheirOwnPages() {
    String json = enrich(ALL, IP, sample("200-attack-details-partial")).bundle().toJson();
    assertThat(json).contains("https://attack.mitre.org/techniques/T1110/001", "\"MITRE ATT&CK (T1110)\"");
  }

  @Test
  void theNoteIsOneAndHarmless() {
    StixObject note = only("note", enrich(ALL, IP, sample("200-unicode-markdown")));
    assertThat((String) note.get("content")).contains("**Reputation**: malicious", "\\*\\*bold\\*\\*",
        "**First Seen**: 2024-01-05T10:15:00+00:00", "&lt;b&gt;", "- United States (40%)")
        .doesNotContain("`", "<");
    assertThat(note.get("created")).isEqualTo("2024-06-20T21:45:00.000Z");
    assertThat(note.get("object_refs")).isEqualTo(List.of(IP.standardId()));
    StixObject other = only("note", enrich(ALL, IP, sample("200-null-fields")));
    assertThat(other.id()).isEqualTo(note.id());
    assertThat(other.get("created")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"high, , 90", "medium, , 60", "low, , 30", "none, , 0", "none, 100, 0", "NONE, 100, 0", "odd, , 0", "odd, 55, 0", "80, 100, 0", "None, 100, 100",
      "high, 55, 55", "low, 55, 30"})
  void confidenceIsCrowdSecsUpToTheLimit(String said, Integer limit, int confidence) {
    EnrichmentSettings settings = SettingsOf.builder().with(Settings.CONNECTOR_CONFIDENCE_LEVEL, limit).build();
    CtiAnswer answer = json("{\"reputation\":\"malicious\",\"confidence\":\"" + said + "\"}");
    assertThat(only("sighting", enrich(settings, IP, answer)).get("confidence")).isEqualTo(confidence);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.4, 8", "2.5, 50", "3, 60", "4.99, 100", "5, 100", "5.01, ", "6, ", "null, "})
  void theScoreIsNeverMadeUp(String total, Integer score) {
    CtiAnswer answer = json("{\"reputation\":\"malicious\","
        + "\"scores\":{\"overall\":{\"total\":" + total + "}}}");
    assertThat(only("indicator", enrich(ALL, IP, answer)).get("x_opencti_score")).isEqualTo(score);
    assertThat(only("ipv4-addr", enrich(ALL, IP, answer)).get("x_opencti_score")).isNull();
  }

  @Test
  void theSentenceCountsProperly() {
    CtiAnswer answer = json("{\"reputation\":\"malicious\",\"confidence\":\"high\","
        + "\"cves\":[\"CVE-2024-1234\"],"
        + "\"attack_details\":[{\"label\":\"x\"}],\"target_countries\":{\"FR\":1}}");
    assertThat(enrich(SettingsOf.defaults(), IP, answer).sentence())
        .isEqualTo("CrowdSec: malicious, high confidence; 1 label, 1 vulnerability, 1 country; https://app.crowdsec.net/cti/192.0.2.10");
    assertThat(enrich(SettingsOf.defaults(), IP, json("{\"reputation\":\"safe\"}")).sentence())
        .isEqualTo("CrowdSec: safe; https://app.crowdsec.net/cti/192.0.2.10");
  }

  private static StixObject only(String type, Enrichment enrichment) {
    assertThat(all(type, enrichment)).hasSize(1);
    return all(type, enrichment).get(0);
  }

  private static List<StixObject> all(String type, Enrichment enrichment) {
    return enrichment.bundle().objects().stream().filter(object -> object.type().equals(type)).toList();
  }
}
