package io.github.camelcti.crowdsec.enrich;

import static io.github.camelcti.crowdsec.enrich.Fixtures.json;
import static io.github.camelcti.crowdsec.enrich.Fixtures.observable;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.text.LenientTime;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds of answers that people reported, and what is right for them (CrowdSec contract, section 9). */
class ReportedAnswersTest {

  private static final EnrichmentSettings ALL = MappingCases.everythingOn();
  private static final Observable IP = observable("192.0.2.10", "Seen by me");

  private static Enrichment enrich(String answer) {
    return Fixtures.enrich(ALL, IP, json(answer));
  }

  private static Stream<StixObject> all(String type, Enrichment enrichment) {
    return enrichment.bundle().objects().stream().filter(object -> object.type().equals(type));
  }

  private static String note(Enrichment enrichment) {
    return all("note", enrichment).map(note -> (String) note.get("content")).findFirst().orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private static List<String> labels(Enrichment enrichment) {
    return all("ipv4-addr", enrichment).map(it -> (List<Label>) it.get("x_opencti_tags")).findFirst().orElseThrow()
        .stream().map(Label::value).toList();
  }

  @ParameterizedTest(name = "unknown, but {0}")
  @CsvSource(delimiter = '|', value = {
      "a date | 'history':{'last_seen':'2024-07-31T10:00:00+00:00'} | no current reputation, last report 2024-07-31",
      "the first date only | 'history':{'first_seen':'2022-12-26'} | no current reputation",
      "a CVE | 'cves':['CVE-2021-44228'] | no current reputation; 1 label, 1 vulnerability",
      "a behaviour | 'behaviors':[{'name':'ssh:bruteforce'}] | no current reputation (ssh:bruteforce)",
      "a scenario | 'attack_details':[{'label':'SSH'}] | no current reputation",
      "a technique | 'mitre_techniques':[{'name':'T1110'}] | no current reputation",
      "a blocklist | 'references':[{'label':'A list'}] | no current reputation",
      "a target | 'target_countries':{'FR':1} | no current reputation",
      "a score | 'scores':{'last_month':{'threat':0.5}} | no current reputation",
      "background noise | 'background_noise_score':3 | no current reputation",
      "background noise in a word | 'background_noise':'high' | no current reputation",
      "a date that can't be read | 'history':{'last_seen':'last summer'} | no current reputation",
      "an age in days | 'history':{'first_seen':null,'full_age':400} | no current reputation",
      "a blocklist's name | 'references':['firehol_voip'] | no current reputation",
      "a behaviour's name | 'behaviors':['ssh:bruteforce'] | no current reputation",
      "a proxy | 'proxy_or_vpn':true | no current reputation",
      "a false positive | 'classifications':{'false_positives':[{'name':'dns:public'}]} | no current reputation; a false positive (dns:public)",
      "a classification | 'classifications':{'classifications':[{'name':'proxy:tor'}]} | no current reputation (proxy:tor)"})
  void anAddressWithFactsIsKnown(String name, String fact, String sentence) {
    Enrichment enrichment = enrich("{'reputation':'unknown',".replace('\'', '"') + fact.replace('\'', '"') + "}");
    assertThat(enrichment.known()).isTrue();
    assertThat(enrichment.sentence()).startsWith("CrowdSec: " + sentence);
    assertThat(all("sighting", enrichment)).isNotEmpty();
    assertThat(note(enrichment)).contains("**Reputation**: unknown (no current reputation)");
    assertThat(all("indicator", enrichment)).isEmpty();
  }

  @ParameterizedTest(name = "unknown, and {0}")
  @CsvSource(delimiter = '|', value = {
      "nothing | 'cves':[]", "noughts | 'scores':{'overall':{'total':0,'threat':0}},'background_noise_score':0",
      "only where it is | 'location':{'country':'FR'},'as_num':64496,'as_name':'Example','ip_range':'192.0.2.0/24'",
      "no reports | 'history':{'full_age':0,'days_age':'0','last_seen':'None','first_seen':''}", "shares of nought | 'target_countries':{'FR':0,'DE':'0%'}", "no proxy | 'proxy_or_vpn':false,'background_noise':'none'",
      "empty lists | 'classifications':{'false_positives':[],'classifications':null}"})
  void anAddressWithoutFactsIsNotKnown(String name, String facts) {
    Enrichment enrichment = enrich("{'reputation':'unknown',".replace('\'', '"') + facts.replace('\'', '"') + "}");
    assertThat(enrichment.known()).isFalse();
    assertThat(enrichment.sentence()).isEqualTo("not known to CrowdSec: 192.0.2.10");
    assertThat(enrichment.bundle().objects()).hasSize(2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"malicious", "suspicious", "known", "safe", "benign"})
  void aFalsePositiveMakesNoIndicator(String reputation) {
    // When
    Enrichment enrichment = enrich("{\"reputation\":\"" + reputation + "\",\"confidence\":\"high\",\"mitre_techniques\":[{\"name\":\"T1110\"}],"
        + "\"classifications\":{\"false_positives\":[{\"name\":\"seo:crawler\",\"label\":\"SEO crawler\",\"description\":\"Harmless\"}]}}");
    // Then
    assertThat(all("indicator", enrichment)).isEmpty();
    assertThat(enrichment.sentence())
        .startsWith("CrowdSec: " + reputation + ", high confidence; a false positive (SEO crawler), so no indicator; ");
    assertThat(labels(enrichment)).contains("SEO crawler");
    assertThat(note(enrichment)).contains("**False positive**:\n\n- SEO crawler: Harmless");
    assertThat(all("relationship", enrichment)).extracting(it -> it.get("relationship_type")).containsExactly("related-to");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "a list | {'false_positives':[{'name':'seo:crawler','label':'SEO crawler'}]} | SEO crawler",
      "a text | {'false_positives':'seo:crawler'} | seo:crawler",
      "a list of texts | {'false_positives':['seo:crawler']} | seo:crawler",
      "one alone | {'false_positives':{'name':'seo:crawler','label':'SEO crawler','description':'x'}} | SEO crawler",
      "by name | {'false_positives':{'seo:crawler':{'label':'SEO crawler'}}} | SEO crawler",
      "by name with a text | {'false_positives':{'seo:crawler':'SEO crawler'}} | SEO crawler",
      "by name, switched on | {'false_positives':{'seo:crawler':true}} | seo:crawler",
      "a description alone | {'false_positives':[{'description':'A public DNS resolver'}]} | A public DNS resolver",
      "no word | {'false_positives':[{'id':7}]} | no reason given"})
  void aFalsePositiveOfAnyFormMakesNoIndicator(String name, String classifications, String reason) {
    for (String field : List.of("classifications", "classification")) {
      Enrichment enrichment = enrich("{\"reputation\":\"malicious\",\"" + field + "\":" + classifications.replace('\'', '"') + "}");
      assertThat(enrichment.sentence()).startsWith("CrowdSec: malicious; a false positive (" + reason + "), so no indicator; ");
      assertThat(labels(enrichment)).contains(reason);
      assertThat(all("indicator", enrichment)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"'[]'", "'{}'", "null", "'[null]'", "'[{}]'", "'\"\"'", "false", "'{\"seo:crawler\":false}'", "'{\"seo:crawler\":null}'"})
  void whatIsNoFalsePositiveTakesNoIndicator(String none) {
    assertThat(all("indicator", enrich("{\"reputation\":\"malicious\",\"classifications\":{\"false_positives\":" + none + "}}"))).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "two lists | {'false_positives':[],'classifications':[{'name':'proxy:tor','label':'Tor exit'}]}",
      "one list | [{'name':'proxy:tor','label':'Tor exit'}]",
      "by name | {'classifications':{'proxy:tor':{'label':'Tor exit'}}}",
      "texts | {'classifications':['Tor exit']}",
      "a text | {'classifications':'Tor exit'}",
      "one alone | {'classifications':{'name':'proxy:tor','label':'Tor exit'}}",
      "without lists, by name | {'proxy:tor':{'label':'Tor exit'}}",
      "twice | {'classifications':[{'label':'Tor exit'},{'label':'Tor exit'},null,{},1]}"})
  void classificationsAreLabelsAndLines(String name, String classifications) {
    Enrichment enrichment = enrich("{\"reputation\":\"known\",\"classifications\":" + classifications.replace('\'', '"') + "}");
    assertThat(labels(enrichment)).containsOnlyOnce("Tor exit");
    assertThat(note(enrichment)).containsOnlyOnce("- Tor exit");
    assertThat(enrichment.sentence()).doesNotContain("false positive");
  }

  @Test
  void sharesOfNoughtAreNoTargets() {
    Enrichment enrichment = enrich("{\"reputation\":\"malicious\",\"mitre_techniques\":[{\"name\":\"T1110\"}],"
        + "\"target_countries\":{\"DE\":79.5,\"CN\":0,\"FR\":0.0,\"IT\":\"0 %\",\"ES\":0.2,\"US\":null}}");
    assertThat(all("location", enrichment)).extracting(it -> it.get("name")).containsExactly("Germany", "Spain", "United States");
    assertThat(all("sighting", enrichment).filter(it -> String.valueOf(it.get("where_sighted_refs")).contains("location--")))
        .extracting(it -> it.get("count")).containsExactly(80, 80, null, null, null, null);
    assertThat(note(enrichment)).contains("- Germany (79.5%)\n- Spain (0.2%)\n- United States");
  }

  @ParameterizedTest(name = "''{0}''")
  @CsvSource({
      "2024-07-31, 2024-07-31T00:00:00Z", "2024-07-31T10:20, 2024-07-31T10:20:00Z", "2024-07-31T10, 2024-07-31T10:00:00Z",
      "20240731, 2024-07-31T00:00:00Z", "20240731T102030Z, 2024-07-31T10:20:30Z", "2024-07-31T10:20:30+0200, 2024-07-31T08:20:30Z",
      "2024-07-31T10:20:30+02, 2024-07-31T08:20:30Z", "2024-07-31T10:20:30-02:30, 2024-07-31T12:50:30Z",
      "2024-07-31 10:20:30.5 +00:00, 2024-07-31T10:20:30.500Z", "'2024-07-31T10:20:30,123456789012Z', 2024-07-31T10:20:30.123456789Z",
      "2024-213, 2024-07-31T00:00:00Z", "2024213, 2024-07-31T00:00:00Z", "2024-W31-3, 2024-07-31T00:00:00Z", "2024W313, 2024-07-31T00:00:00Z",
      "2024-07-31t10:20:30z, 2024-07-31T10:20:30Z", "2024-07-30T24:00:00Z, 2024-07-31T00:00:00Z", "2024-06-30T23:59:60Z, 2024-07-01T00:00:00Z",
      "2024-07-31+02:00, 2024-07-30T22:00:00Z", "2024-07-31T10:30.5Z, 2024-07-31T10:30:30Z", "'2024-07-31T10,5', 2024-07-31T10:30:00Z",
      "2024-07-31T10:20:30\u221202:00, 2024-07-31T12:20:30Z", "2024-07-31T10:20:30[Europe/Paris], ", "2024-07-31T10:20:30+02:00[Europe/Paris], 2024-07-31T08:20:30Z",
      "2024-07, ", "2024, ", "yesterday, ", "31.07.2024, ", "2024-02-30, ", "2024-07-31T25:00, ", "2024-366x, ", "1722420000, ", "'', "})
  void datesInAnyIsoForm(String text, Instant date) {
    assertThat(LenientTime.parse(text)).isEqualTo(date);
  }

  @Test
  void noDateIsMadeUp() {
    // Given
    Enrichment undated = enrich("{\"reputation\":\"malicious\",\"history\":{\"first_seen\":\"?\",\"last_seen\":\"soon\"}}");
    Enrichment halfDated = enrich("{\"reputation\":\"malicious\",\"history\":{\"first_seen\":\"2024-07-31\",\"last_seen\":\"soon\"}}");
    // Then
    assertThat(all("indicator", undated)).singleElement().satisfies(it -> assertThat(it.get("valid_from")).isNull());
    assertThat(all("note", undated)).singleElement().satisfies(it -> assertThat(it.get("created")).isNull());
    assertThat(all("indicator", halfDated)).singleElement()
        .satisfies(it -> assertThat(it.get("valid_from")).isEqualTo("2024-07-31T00:00:00.000Z"));
    assertThat(all("note", halfDated)).singleElement()
        .satisfies(it -> assertThat(it.get("created")).isEqualTo("2024-07-31T00:00:00.000Z"));
  }

  @Test
  void anIndicatorWithoutADateKeepsTheOneThatOpenCtiGaveIt() {
    // Given an indicator of ours to which OpenCTI gave the date
    Instant now = Instant.parse("2024-08-01T00:00:00Z");
    Enrichment enrichment = enrich("{\"reputation\":\"malicious\",\"confidence\":\"high\"}");
    StixObject written = all("indicator", IndicatorEdits.keep(enrichment, null, now)).findFirst().orElseThrow();
    StoredIndicator stored = new StoredIndicator((String) written.get("name"), (String) written.get("description"),
        (String) written.get("created_by_ref"), null, null, 90, false, false, Instant.parse("2024-07-01T10:00:00Z"), null, null);
    // When
    Enrichment next = IndicatorEdits.keep(enrichment, stored, now);
    // Then
    assertThat(all("indicator", next)).singleElement()
        .satisfies(it -> assertThat(it.get("valid_from")).isEqualTo("2024-07-01T10:00:00.000Z"));
    // And it is still ours after that
    StixObject second = all("indicator", next).findFirst().orElseThrow();
    StoredIndicator after = new StoredIndicator((String) second.get("name"), (String) second.get("description"),
        (String) second.get("created_by_ref"), null, null, 90, false, false, Instant.parse("2024-07-01T10:00:00Z"), null, null);
    assertThat(IndicatorEdits.isUntouched(all("indicator", enrichment).findFirst().orElseThrow(), after, now)).isTrue();
  }

  @Test
  void whoseTheAddressIs() {
    // When
    Enrichment enrichment = enrich("{\"reputation\":\"known\",\"as_num\":64496,\"as_name\":\"Example\",\"reverse_dns\":\"Host.Example.NET.\","
        + "\"location\":{\"country\":\"nl\"}}");
    // Then
    assertThat(all("autonomous-system", enrichment)).singleElement()
        .satisfies(it -> assertThat(it.properties()).containsEntry("number", 64496).containsEntry("name", "Example"));
    assertThat(all("domain-name", enrichment)).extracting(it -> it.get("value")).containsExactly("host.example.net");
    assertThat(all("location", enrichment)).extracting(it -> it.get("name")).containsExactly("Netherlands");
    assertThat(all("relationship", enrichment)).extracting(it -> it.get("relationship_type"))
        .containsExactlyInAnyOrder("based-on", "belongs-to", "resolves-to", "located-at");
    // And none of it by default
    assertThat(Fixtures.enrich(SettingsOf.defaults(), IP, json("{\"reputation\":\"known\",\"as_num\":1,\"reverse_dns\":\"a.b\"}"))
        .bundle().objects()).noneMatch(it -> Set.of("autonomous-system", "domain-name", "location").contains(it.type()));
  }

  @ParameterizedTest(name = "{0}, {1}: no {2}")
  @CsvSource({"as_num, 0, autonomous-system", "as_num, -1, autonomous-system", "as_num, 4294967296, autonomous-system", "as_num, 2147483648, autonomous-system",
      "as_num, 64500.7, autonomous-system", "as_num, '\"AS\"', autonomous-system", "reverse_dns, '\"192.0.2.10\"', domain-name", "reverse_dns, '\"localhost\"', domain-name",
      "reverse_dns, '\"a b.example\"', domain-name", "reverse_dns, '\"N/A\"', domain-name"})
  void whatIsNoneIsLeftOut(String field, String value, String type) {
    assertThat(all(type, enrich("{\"reputation\":\"known\",\"" + field + "\":" + value + "}"))).isEmpty();
  }

  @Test
  void theSentenceSaysWhatTheVerdictWasBefore() {
    // Given what an enrichment wrote
    Observable then = observable("192.0.2.10", "`Last CrowdSec enrichment: 2023-10-02T08:00:00+00:00 (suspicious)`");
    // Then
    assertThat(Fixtures.enrich(ALL, then, json("{\"reputation\":\"malicious\"}")).sentence())
        .startsWith("CrowdSec: malicious (was suspicious on 2023-10-02); ");
    assertThat(Fixtures.enrich(ALL, then, json("{\"reputation\":\"suspicious\"}")).sentence()).doesNotContain("was");
    assertThat(Fixtures.enrich(ALL, then, CtiAnswer.notKnown()).sentence())
        .isEqualTo("not known to CrowdSec: 192.0.2.10 (was suspicious on 2023-10-02)");
    assertThat(Fixtures.enrich(ALL, then, json("{\"reputation\":\"malicious\"}")).description())
        .isEqualTo("`Last CrowdSec enrichment: 2024-06-27T08:12:33+00:00 (malicious)`");
    assertThat(Fixtures.enrich(SettingsOf.defaults(), then, json("{\"reputation\":\"malicious\"}")).description())
        .isEqualTo("`Last CrowdSec enrichment: 2024-06-27T08:12:33+00:00`");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"high, high confidence", "none, no confidence", "NONE, no confidence", "quite sure, quite sure confidence",
      "80, confidence 80", "80 %, confidence 80 %"})
  void theSentenceShowsAnyConfidence(String confidence, String words) {
    String json = confidence.matches("\\d+") ? confidence : "\"" + confidence + "\"";
    Enrichment enrichment = enrich("{\"reputation\":\"known\",\"confidence\":" + json + "}");
    assertThat(enrichment.sentence()).startsWith("CrowdSec: known, " + words + "; ");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(delimiter = '|', value = {
      "reverse_dns | 'bücher.example' | **Reverse name**: bücher.example", "reverse_dns | '*.example.net' | **Reverse name**: \\*.example.net",
      "ip_range | '192.0.2.0 - 192.0.2.255' | **Address range**: 192.0.2.0 - 192.0.2.255", "as_num | 'AS64500' | **Autonomous system**: AS64500",
      "proxy_or_vpn | 1 | **Proxy or VPN**: yes", "proxy_or_vpn | 'False' | **Proxy or VPN**: no",
      "target_countries | {'XK':60,'EU':40} | - Kosovo (60%)", "confidence | true | **Confidence**: true", "confidence | 'Very High' | **Confidence**: Very High",
      "attack_categories | [{'name':'crowdsecurity/ssh-bf'}] | - crowdsecurity/ssh-bf", "mitre_techniques | ['T1110'] | - T1110",
      "target_countries | {'FR':1e-7} | - France (less than 0.01%)", "as_name | '---' | **Autonomous system**: \\---",
      "references | [{'label':'- https://x.example'}] | - \\- https\\://x.example", "references | ['1. www.x.example'] | - 1\\. www\\.x.example"})
  void theNoteShowsWhatCameInAnOddForm(String field, String value, String line) {
    String json = value.matches("[\\[{].*|\\d+|true") ? value.replace('\'', '"') : "\"" + value + "\"";
    assertThat(note(enrich("{\"reputation\":\"known\",\"" + field + "\":" + json + "}"))).contains(line);
  }

  @Test
  void partsOfTheNoteCanBeLeftOut() {
    String answer = "{\"reputation\":\"known\",\"as_name\":\"Example\",\"scores\":{\"overall\":{\"total\":2.5}},\"cves\":[\"CVE-2021-44228\"]}";
    assertThat(note(enrich(answer))).contains("Example", "**Scores overall**: total 2.5", "CVE-2021-44228");
    EnrichmentSettings less = SettingsOf.builder()
        .with(Settings.CROWDSEC_CREATE_NOTE, true)
        .with(Settings.CROWDSEC_NOTE_LEAVE_OUT, Set.of("network", "scores", "threats")).build();
    assertThat(note(Fixtures.enrich(less, IP, json(answer)))).isEqualTo("**Address**: 192.0.2.10\n\n"
        + "**CrowdSec's page**: https://app.crowdsec.net/cti/192.0.2.10\n\n**Reputation**: known");
  }
}
