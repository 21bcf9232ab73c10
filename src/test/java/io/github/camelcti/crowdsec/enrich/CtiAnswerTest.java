package io.github.camelcti.crowdsec.enrich;

import static io.github.camelcti.crowdsec.enrich.Fixtures.json;
import static io.github.camelcti.crowdsec.enrich.Fixtures.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Reference;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CtiAnswerTest {

  @Test
  void readsAFullAnswer() {
    CtiAnswer answer = sample("200-malicious-full");
    assertThat(answer.isKnown()).isTrue();
    assertThat(answer.reputation()).isEqualTo("malicious");
    assertThat(answer.confidence()).isEqualTo("high");
    assertThat(answer.country()).isEqualTo("US");
    assertThat(answer.city()).isEqualTo("New York");
    assertThat(answer.behaviors()).hasSize(5);
    assertThat(answer.attackDetails()).hasSize(7);
    assertThat(answer.mitreTechniques()).extracting(Technique::id)
        .containsExactly("T1110", "T1595", "T1190", "T1046");
    assertThat(answer.cves()).containsExactly("CVE-2021-41773", "CVE-2022-26134");
    assertThat(answer.targetCountries()).hasSize(10).containsEntry("US", 37.0);
    assertThat(answer.firstSeen()).isEqualTo("2023-06-13T19:00:00Z");
    assertThat(answer.lastSeen()).isEqualTo("2024-04-18T08:15:00Z");
    assertThat(answer.overallScore()).isEqualTo(5);
  }

  @Test
  void answersShareTheirEqualParts() {
    // Given
    CtiAnswer first = sample("200-malicious-full");
    // When
    CtiAnswer second = sample("200-malicious-full");
    // Then
    assertThat(second).isNotSameAs(first).isEqualTo(first);
    assertThat(second.behaviors().get(0)).isSameAs(first.behaviors().get(0));
    assertThat(second.mitreTechniques().get(0)).isSameAs(first.mitreTechniques().get(0));
    assertThat(second.network().asName()).isSameAs(first.network().asName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "{}", "[]", "[{}]", "\"x\"", "42", "{\"a\":",
      "{\"a\":1", "{\"a\":1}}", "{\"a\":1} x", "<html>", "{a:1}", "{\"a\":NaN}"})
  void refusesWhatIsNoObject(String body) {
    assertThatThrownBy(() -> CtiAnswer.parse(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableAnswerException.class).hasMessageStartingWith("it is ");
  }

  @Test
  void refusesBombs() {
    String deep = "{\"a\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> CtiAnswer.parse(deep.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableAnswerException.class);
    String longString = "{\"reputation\":\"" + "x".repeat(1_100_000) + "\"}";
    assertThatThrownBy(() -> CtiAnswer.parse(longString.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableAnswerException.class);
    byte[] latin = "{\"reputation\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> CtiAnswer.parse(latin)).isInstanceOf(UnreadableAnswerException.class);
  }

  @Test
  void bearsAByteOrderMark() {
    assertThat(json("\ufeff{\"reputation\":\"Safe\"}").reputation()).isEqualTo("safe");
  }

  @ParameterizedTest
  @CsvSource({"200-known, true", "200-unknown, false", "200-legacy-2022, true", "200-missing-keys, true",
      "200-safe-false-positive, true", "200-null-containers, true", "200-benign-scanner, true"})
  void tellsTheKnownFromTheUnknown(String name, boolean known) {
    assertThat(sample(name).isKnown()).isEqualTo(known);
  }

  @Test
  void withoutReputationTheFactsDecide() {
    assertThat(json("{\"ip\":\"1.2.3.4\",\"behaviors\":[],\"history\":null}").isKnown()).isFalse();
    assertThat(json("{\"cves\":[\"CVE-2024-1234\"]}").isKnown()).isTrue();
    assertThat(json("{\"history\":{\"last_seen\":\"2024-01-01T00:00:00\"}}").isKnown()).isTrue();
    assertThat(CtiAnswer.notKnown().isKnown()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"200-none-strings", "200-null-fields", "200-null-containers"})
  void whatIsNothingIsAbsent(String name) {
    CtiAnswer answer = sample(name);
    assertThat(answer.country()).isNull();
    assertThat(answer.city()).isNull();
    assertThat(answer.firstSeen()).isNull();
    assertThat(answer.lastSeen()).isNull();
  }

  @Test
  void normalizesCves() {
    assertThat(sample("200-cves-odd").cves())
        .containsExactly("CVE-2021-41773", "CVE-2022-26134", "CVE-2023-1234", "CVE-2024-12345678");
  }

  @ParameterizedTest
  @CsvSource({
      "200-dates-no-offset, 2024-01-05T10:15:00Z, 2024-06-20T21:45:00Z",
      "200-dates-reversed, 2024-01-05T10:15:00Z, 2024-06-20T21:45:00Z",
      "200-dates-odd, 2024-06-20T21:45:00.123456Z, 2024-06-20T21:45:00.5Z",
      "200-dates-garbage, , "})
  void readsDates(String name, Instant first, Instant last) {
    assertThat(sample(name).firstSeen()).isEqualTo(first);
    assertThat(sample(name).lastSeen()).isEqualTo(last);
  }

  @Test
  void readsSharesOfAllKinds() {
    assertThat(sample("200-numeric-strings").targetCountries())
        .containsExactly(entry("US", 40.0), entry("FR", 30.0), entry("DE", 29.5), entry("JP", 10.0));
    assertThat(sample("200-null-fields").targetCountries())
        .hasSize(2).containsEntry("US", null).containsEntry("FR", 50.0);
    assertThat(sample("200-odd-country-codes").targetCountries())
        .containsEntry("US", 6.0).doesNotContainKey("");
    assertThat(json("{\"target_countries\":{\"A\":1e999,\"B\":-1,\"C\":true,"
        + "\"D\":\"x\",\"E\":[1],\"F\":\"9e9\"}}")
        .targetCountries()).isEmpty();
  }

  @Test
  void keepsWhatIsUsableOfPartialEntries() {
    CtiAnswer answer = sample("200-attack-details-partial");
    assertThat(answer.behaviors()).hasSize(3);
    assertThat(answer.attackDetails()).hasSize(7);
    assertThat(answer.mitreTechniques()).extracting(Technique::id)
        .containsExactly("T1110", "T1595", "T1110.001", "T1190");
  }

  @Test
  void keepsWebAddressesOnly() {
    List<Reference> references = sample("200-references-mixed").references();
    assertThat(references).extracting(Reference::label).hasSize(12).contains("list:no_label");
    assertThat(references).flatExtracting(Reference::urls).containsExactly(
        "https://lists.example.org/second", "https://lists.example.org/a?x=1&y=2",
        "http://lists.example.org/b",
        "https://lists.example.org/string", "https://lists.example.org/nolabel");
  }

  @Test
  void ignoresCaseOfReputationAndConfidence() {
    assertThat(sample("200-reputation-case").reputation()).isEqualTo("malicious");
    assertThat(sample("200-reputation-case").confidence()).isEqualTo("high");
  }

  @Test
  void keepsNoInvisibleCharacters() {
    CtiAnswer answer = json("{\"behaviors\":[{\"name\":\"a\\u202eb\\u0000\\ud800c\\u2066\"}]}");
    assertThat(answer.behaviors().get(0).name()).isEqualTo("abc");
    String text = "x".repeat(6000);
    assertThat(json("{\"behaviors\":[{\"name\":\"" + text + "\"}]}").behaviors().get(0).name()).hasSize(5000);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "nothing odd | {\"cves\":[\"CVE-2021-41773\"]} | ''",
      "an odd CVE | {\"cves\":[\"CVE-2021-41773\",\"x\",null]} | 2 of 3 entries of cves",
      "a repeated technique | {\"mitre_techniques\":[{\"name\":\"T1110\"},{\"name\":\"t1110\"}]} | 1 of 2 entries of mitre_techniques",
      "a share of nought, which is a fact and nothing odd | {\"target_countries\":{\"FR\":1,\"CN\":0,\"DE\":\"0 %\"}} | ''",
      "a date that is none | {\"history\":{\"first_seen\":\"\",\"last_seen\":\"yesterday\"}} | history.last_seen is not a readable date",
      "an unknown country | {\"target_countries\":{\"FR\":1,\"ZZ\":2}} | 1 of 2 entries of target_countries",
      "a behaviour without a name | {\"behaviors\":[{}]} | 1 of 1 entries of behaviors",
      "no list at all | {\"behaviors\":\"None\",\"cves\":null,\"references\":1} | ''"
  })
  void saysWhatItDidNotUse(String name, String body, String remark) {
    String remarks = String.join("; ", json(body).remarks());
    if (remark.isEmpty()) {
      assertThat(remarks).isEmpty();
    } else {
      assertThat(remarks).startsWith(remark);
    }
  }
}
