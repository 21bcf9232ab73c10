package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.crowdsec.AnswerJudge;
import io.github.camelcti.crowdsec.crowdsec.QuotaUsedUpException;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Scenarios where the Python connector is wrong or nothing is to be written, with what we do. */
enum BetterResult {

  NULL_CONTAINERS("the job fails if `history`, `location`, `scores` or `target_countries` is null",
      "whatever the answer contains is written",
      Set.of("null-containers"), record -> enriched(record, "ipv4-addr")),

  NONE_STRINGS("the job fails if a list, number or date is the text `None`",
      "it counts as missing",
      Set.of("none-strings"), record -> {
        enriched(record, "ipv4-addr");
        assertThat(record.ours().orElseThrow().bundle().toJson()).doesNotContainIgnoringCase("\"none\"");
      }),

  MISSING_KEYS("the job fails if some fields are missing",
      "whatever the answer contains is written",
      Set.of("missing-keys"), record -> enriched(record, "ipv4-addr")),

  COUNTRY_CODES("the job fails on one unknown country code (`XK`, `EU`, `AN`)",
      "the unknown one is left out, the others are written, including codes in lower case",
      Set.of("odd-country-codes"), record -> {
        assertThat(record.answer().targetCountries()).containsKeys("TR", "US", "VE", "CI", "TW", "BO", "FR");
        if (record.settings().objects().targetedCountriesSightings()) {
          assertThat(type(record, "location"))
              .extracting(country -> country.at("/x_opencti_aliases/0").asText())
              .containsExactlyInAnyOrder("TR", "US", "VE", "CI", "TW", "BO", "FR");
        }
      }),

  CVES("the job fails on one malformed CVE",
      "CVEs are written in upper case and once each; the malformed one is left out",
      Set.of("cves-odd"), record -> {
        assertThat(record.answer().cves()).doesNotHaveDuplicates().isNotEmpty()
            .allMatch(cve -> cve.matches("CVE-\\d{4}-\\d{4,19}"));
        assertThat(type(record, "vulnerability"))
            .hasSize(record.settings().objects().vulnerabilities() ? record.answer().cves().size() : 0);
      }),

  REFERENCES("the job fails on one malformed blocklist",
      "blocklists with a web address are linked from the indicator; others are left out",
      Set.of("references-mixed"), record -> type(record, "indicator").forEach(indicator ->
          assertThat(indicator.path("external_references")).isNotEmpty().allSatisfy(reference ->
              assertThat(reference.path("url").asText()).startsWith("http").contains("://")))),

  DETAILS("the job fails if a scenario, behaviour or technique has no name, label or description",
      "whatever it has is written; technique ids are in upper case; the link to a sub-technique is well-formed",
      Set.of("attack-details-partial"), record -> {
        enriched(record, "ipv4-addr");
        if (record.settings().objects().sighting()) {
          assertThat(record.ours().orElseThrow().bundle().toJson())
              .contains("https://attack.mitre.org/techniques/T1110/001");
        }
        type(record, "attack-pattern").forEach(object ->
            assertThat(object.path("x_mitre_id").asText()).matches("T\\d{4}(\\.\\d{3})?"));
      }),

  DATES("the job fails on invalid dates and on dates in the wrong order; UTC offsets are ignored",
      "dates of any ISO form are converted to UTC and put in order; invalid ones are left out",
      Set.of("dates-garbage", "dates-reversed", "dates-odd"), record -> {
        enriched(record, "ipv4-addr");
        type(record, "sighting").stream().filter(sighting -> sighting.has("first_seen")).forEach(sighting ->
            assertThat(sighting.path("first_seen").asText())
                .isLessThanOrEqualTo(sighting.path("last_seen").asText()));
        if (record.scenario().equals("dates-garbage")) {
          assertThat(type(record, "sighting")).noneMatch(sighting -> sighting.has("first_seen"));
        }
      }),

  NUMBERS("the job fails if a country's share is a text or a fraction",
      "it is read as the number it means",
      Set.of("numeric-strings"), record ->
          assertThat(record.answer().targetCountries().values())
              .isNotEmpty().allMatch(share -> share <= 100)),

  IMPOSSIBLE_STAMP("the job fails on an impossible date in the description's stamp (the line with the time "
          + "of the last enrichment)",
      "such a stamp is replaced and ignored for the minimum delay",
      Set.of("description-mark-impossible-date"), record -> {
        notTooSoon(record);
        described(record, "`Last CrowdSec enrichment: 2024-06-27T08:12:33+00:00`");
      }),

  FUTURE_STAMP("a stamp in the future blocks an observable for ever",
      "it does not block",
      Set.of("description-enriched-in-future"), record -> {
        notTooSoon(record);
        described(record, "Words.\n\n`Last CrowdSec enrichment: 2024-06-27T08:12:33+00:00`");
      }),

  STAMP_WITH_Z("a stamp with `Z` or fractions of a second is not recognised: the minimum delay is ignored "
          + "and another stamp is added",
      "stamps of any ISO form are recognised",
      Set.of("description-mark-with-z"), record -> {
        String lately = "`Last CrowdSec enrichment: 2024-06-27T08:12:31.5Z`";
        assertThat(EnrichmentStamp.age(lately, Fixtures.NOW)).contains(Duration.ofMillis(1500));
        described(record, "`Last CrowdSec enrichment: 2024-06-27T08:12:33+00:00`");
      }),

  WORDS_AFTER_THE_STAMP("an analyst's text between the stamp and a later backquote is removed",
      "only the stamp is replaced",
      Set.of("description-code-after-mark"), record -> described(record,
          "Before  kept? `code` after.\n\n`Last CrowdSec enrichment: 2024-06-27T08:12:33+00:00`")),

  NO_RIGHT_TO_REFERENCES("the job fails without the right to create external references",
      "the link is in the bundle; everything else is written anyway",
      Set.of("reference-creation-refused"), record -> enriched(record, "ipv4-addr")),

  BODIES("a body that is not a JSON object fails with the parser's message; an empty one is a success",
      "the job fails, and the work says what is wrong with the answer",
      Set.of("list-body", "bad-json", "empty-body", "null-body", "empty-object"), record ->
          assertThatThrownBy(() -> CtiAnswer.parse(record.body()))
              .isInstanceOf(UnreadableAnswerException.class)),

  NO_REPUTATION("an answer without a reputation creates an indicator although the settings ask for none",
      "no reputation, no indicator",
      Set.of("legacy-2022"), record -> {
        enriched(record, "ipv4-addr");
        assertThat(type(record, "indicator")).isEmpty();
        boolean countries = record.settings().objects().targetedCountriesSightings();
        assertThat(type(record, "location"))
            .hasSize(countries ? record.answer().targetCountries().size() : 0);
      }),

  TLP("with several TLP markings the last one decides, so TLP:RED data may be sent to CrowdSec",
      "the strictest one decides",
      Set.of("two-tlp-red-first", "two-tlp-red-last", "tlp-red-over-max", "tlp-amber-strict-over-max"),
      record ->
          assertThat(new DisclosureLimits("TLP:AMBER", "PAP:AMBER").excess(record.observable().markings())).isPresent()),

  TLP_ALLOWED("the limit itself is allowed",
      "the same",
      Set.of("tlp-clear", "tlp-amber-at-max", "suspicious"), record ->
          assertThat(new DisclosureLimits("TLP:AMBER", "PAP:AMBER").excess(record.observable().markings())).isEmpty()),

  NOT_KNOWN("an unknown address gets a sighting by CrowdSec, with an empty address in its texts",
      "an unknown address gets only the link and the stamp, and the work says that it is not known",
      Set.of("not-found-404", "unknown-200"), record -> {
        assertThat(objects(record)).extracting(object -> object.path("type").asText())
            .containsExactly("identity", "ipv4-addr");
        assertThat(record.ours().orElseThrow().sentence())
            .isEqualTo("not known to CrowdSec: " + record.value());
      }),

  NO_ADDRESS("a value that is not an address is reported as a success",
      "it is reported as an error, with the address you probably meant; nothing is looked up or written",
      Set.of("not-an-address", "network-not-address", "domain-name-out-of-scope"), record ->
          assertThat(record.ours()).isEmpty()),

  IPV6("an IPv6 address is used as typed, so the same address can have indicators with different patterns",
      "pattern, link and look-up use the canonical form (RFC 5952); the observable stays as it is",
      Set.of("ipv6-not-canonical"), record -> {
        assertThat(objects(record)).filteredOn(object -> object.path("type").asText().equals("ipv6-addr"))
            .singleElement().satisfies(object -> {
              assertThat(object.path("value").asText()).isEqualTo("2001:0DB8:0000::0010");
              assertThat(object.path("id").asText()).isEqualTo(record.observable().standardId());
              assertThat(object.at("/external_references/0/url").asText()).endsWith("/2001:db8::10");
            });
        type(record, "indicator").forEach(indicator ->
            assertThat(indicator.path("pattern").asText()).isEqualTo("[ipv6-addr:value = '2001:db8::10']"));
      }),

  MAPPED("`::ffff:192.0.2.1` is looked up as typed, so the indicator is about an IPv6 address",
      "look-up, link, pattern and note use the IPv4 address that it stands for; the observable stays as it is",
      Set.of("ipv4-mapped-ipv6"), record -> {
        assertThat(type(record, "ipv6-addr")).singleElement().satisfies(object -> {
          assertThat(object.path("value").asText()).isEqualTo("::ffff:192.0.2.1");
          assertThat(object.path("id").asText()).isEqualTo(record.observable().standardId());
          assertThat(object.at("/external_references/0/url").asText()).endsWith("/192.0.2.1");
        });
        type(record, "indicator").forEach(indicator -> {
          assertThat(indicator.path("pattern").asText()).isEqualTo("[ipv4-addr:value = '192.0.2.1']");
          assertThat(indicator.path("x_opencti_main_observable_type").asText()).isEqualTo("IPv4-Addr");
        });
        type(record, "note").forEach(note ->
            assertThat(note.path("abstract").asText()).isEqualTo("CrowdSec enrichment for 192.0.2.1"));
      }),

  REPUTATION_CASE("`Malicious` creates neither an indicator nor a label",
      "the case of reputation and confidence does not matter",
      Set.of("reputation-case"), record -> {
        boolean wanted = record.settings().indicatorCreateFrom().contains("malicious");
        assertThat(type(record, "indicator")).hasSize(wanted ? 1 : 0).allSatisfy(indicator -> {
          assertThat(indicator.path("confidence").asInt()).isEqualTo(90);
          assertThat(indicator.path("indicator_types")).hasSize(1);
        });
        if (record.settings().labels().reputation()) {
          assertThat(record.ours().orElseThrow().bundle().toJson())
              .contains("{\"value\":\"malicious\",\"color\":\"#FF0000\"}");
        }
      }),

  QUOTA("the job fails on a used-up quota, with a link to the price list",
      "jobs wait, or with `CROWDSEC_QUOTA_POLICY=fail` fail with what CrowdSec said about the quota",
      Set.of("quota-429"), record -> assertThatThrownBy(() ->
          new AnswerJudge(Fixtures.at(Fixtures.NOW), Duration.ofSeconds(60))
              .judge(IpAddress.parse("192.0.2.1").orElseThrow(), 429, Samples.read("429-quota").getBytes(StandardCharsets.UTF_8), null))
          .isInstanceOf(QuotaUsedUpException.class)),

  BEFORE_THE_MAPPING("the job fails on one broken connection",
      "the call is retried; the job fails if the observable cannot be read",
      Set.of("connection-reset", "entity-not-found"), record -> assertThat(record.pushed()).isEmpty());

  /** Completed by the Python connector, but with a wrong result. */
  private static final Set<BetterResult> WRONG_THOUGH_COMPLETED = Set.of(
      NO_REPUTATION, STAMP_WITH_Z, WORDS_AFTER_THE_STAMP, NOT_KNOWN, IPV6, MAPPED, REPUTATION_CASE);

  private final String python;
  private final String ours;
  private final Set<String> scenarios;
  private final Check check;

  BetterResult(String python, String ours, Set<String> scenarios, Check check) {
    this.python = python;
    this.ours = ours;
    this.scenarios = scenarios;
    this.check = check;
  }

  /** What must hold. */
  private interface Check {
    void of(GoldenRecord record) throws UnreadableAnswerException;
  }

  /** Those that a record is about. */
  static List<BetterResult> of(GoldenRecord record) {
    return Arrays.stream(values()).filter(better -> better.scenarios.contains(record.scenario())).toList();
  }

  /** Whether what was recorded is what is to be written. */
  static boolean isRight(GoldenRecord record) {
    return !record.inError() && of(record).stream().noneMatch(WRONG_THOUGH_COMPLETED::contains);
  }

  void check(GoldenRecord record) throws UnreadableAnswerException {
    check.of(record);
  }

  /** The fault as a row of a table, empty where it is none. */
  String row() {
    return ours.equals("the same") ? "" : "| " + python + " | " + ours + " |\n";
  }

  private static void enriched(GoldenRecord record, String type) throws UnreadableAnswerException {
    Set<String> types = objects(record).stream().map(object -> object.path("type").asText())
        .collect(Collectors.toSet());
    assertThat(types).contains("identity", type);
    if (record.settings().objects().sighting()) {
      assertThat(types).contains("sighting");
    }
    if (record.settings().note().wanted()) {
      assertThat(types).contains("note");
    }
  }

  private static void notTooSoon(GoldenRecord record) {
    assertThat(new Enricher(record.settings(), Fixtures.at(Fixtures.NOW)).tooSoon(record.observable()))
        .isEmpty();
  }

  private static void described(GoldenRecord record, String description) throws UnreadableAnswerException {
    boolean wanted = record.settings().stamp().date();
    assertThat(type(record, "ipv4-addr")).singleElement().satisfies(object ->
        assertThat(object.path("x_opencti_description").asText(null)).isEqualTo(wanted ? description : null));
  }

  private static Collection<ObjectNode> objects(GoldenRecord record) throws UnreadableAnswerException {
    return GoldenRecord.byId(record.ours().orElseThrow()).values();
  }

  private static List<ObjectNode> type(GoldenRecord record, String type) throws UnreadableAnswerException {
    return objects(record).stream().filter(object -> object.path("type").asText().equals(type)).toList();
  }
}
