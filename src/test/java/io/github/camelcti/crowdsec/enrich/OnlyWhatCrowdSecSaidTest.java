package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import io.github.camelcti.crowdsec.enrich.text.Numbers;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.JsonReport;
import io.github.camelcti.crowdsec.report.TextReport;
import io.github.camelcti.crowdsec.report.page.HtmlReport;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * For any answer that CrowdSec's schema allows: what we write and show stands in the answer, and what stands in the answer is
 * shown in the note, but for what docs/mapping.md says is left out. Each fact of a made answer is a word or number of its own,
 * so that it can be found.
 */
class OnlyWhatCrowdSecSaidTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String IP = "192.0.2.10";
  private static final List<String> COUNTRIES = List.of("FR", "DE", "US", "NL", "JP", "BR", "ZA", "IN");
  /** Facts of a made answer: words that no text of ours has, and ids with three nines. */
  private static final Pattern FACT = Pattern.compile("(?i)q[xz]+q\\d+|(?<=\\bAS)\\d+|\\bCVE-\\d+-\\d+|\\bT\\d{4}\\b");

  /** Makes one answer; remembers which fact stands in which top-level field. */
  private static final class Maker {

    private final Random random;
    private final ObjectNode answer = JSON.createObjectNode();
    private final Map<String, List<String>> facts = new TreeMap<>();
    private int number;

    private Maker(long seed) {
      random = new Random(seed);
      answer.put("ip", IP);
      scalar("reputation", pick("malicious", "suspicious", "known", "safe", "benign", "unknown", word("reputation")));
      scalar("confidence", pick("high", "medium", "low", "none", word("confidence")));
      scalar("background_noise", pick("high", "none", word("background_noise")));
      for (String name : List.of("as_name", "ip_range_24_reputation")) {
        scalar(name, word(name));
      }
      scalar("reverse_dns", word("reverse_dns") + ".example.net");
      scalar("ip_range", fact("ip_range", "192.0.2.0/24"));
      scalar("ip_range_24", fact("ip_range_24", "192.0.2.0/24"));
      if (there()) {
        answer.put("as_num", Long.parseLong(fact("as_num", "999" + ++number)));
      }
      for (String name : List.of("behaviors", "attack_details")) {
        details(answer, name, name);
      }
      if (there()) {
        ObjectNode classifications = answer.putObject("classifications");
        details(classifications, "false_positives", "classifications");
        details(classifications, "classifications", "classifications");
      }
      list("mitre_techniques", i -> JSON.createObjectNode().put("name", fact("mitre_techniques", "T999" + i)).put("label", word("mitre_techniques")));
      list("cves", i -> JSON.getNodeFactory().textNode(fact("cves", "CVE-2024-999" + ++number)));
      list("references", i -> JSON.createObjectNode().put("label", word("references")).put("description", word("references")));
      if (there()) {
        ObjectNode countries = answer.putObject("target_countries");
        COUNTRIES.forEach(code -> {
          int share = random.nextInt(4) * 7;
          countries.put(code, share);
          if (share > 0) {
            fact("target_countries", Countries.find(code).orElseThrow().name() + " (" + share + "%)");
          }
        });
      }
      if (there()) {
        ObjectNode location = answer.putObject("location");
        location.put("country", fact("location", COUNTRIES.get(random.nextInt(8)))).put("city", word("location"));
      }
      if (there()) {
        ObjectNode history = answer.putObject("history");
        history.put("first_seen", fact("history", "2022-0" + (1 + random.nextInt(9)) + "-11") + "T10:00:00+00:00");
        history.put("last_seen", fact("history", "2024-0" + (1 + random.nextInt(9)) + "-12"));
      }
      if (there()) {
        ObjectNode scores = answer.putObject("scores");
        for (String period : List.of("overall", "last_day", "last_week", "last_month")) {
          ObjectNode components = scores.putObject(period);
          for (String component : List.of("total", "aggressiveness", "threat", "trust", "anomaly")) {
            double score = random.nextInt(11) / 2.0;
            components.put(component, score);
            fact("scores", component + " " + Numbers.text(score));
          }
        }
      }
      score("ip_range_score", "score %s of 5");
      score("ip_range_24_score", "score %s of 5");
      score("background_noise_score", "%s of 10");
      if (there()) {
        boolean proxy = random.nextBoolean();
        answer.put("proxy_or_vpn", proxy);
        fact("proxy_or_vpn", proxy ? "**Proxy or VPN**: yes" : "**Proxy or VPN**: no");
      }
    }

    private boolean there() {
      return random.nextInt(4) > 0;
    }

    private String pick(String... words) {
      return words[random.nextInt(words.length)];
    }

    /** A word that stands nowhere else. */
    private String word(String field) {
      return "qxzq" + ++number + field.charAt(0);
    }

    private String fact(String field, String text) {
      facts.computeIfAbsent(field, name -> new ArrayList<>()).add(text);
      return text;
    }

    private void scalar(String name, String value) {
      if (there()) {
        answer.put(name, fact(name, value));
      } else {
        facts.remove(name);
      }
    }

    private void score(String name, String shown) {
      if (there()) {
        double score = random.nextInt(11) / 2.0;
        answer.put(name, score);
        fact(name, String.format(Locale.ROOT, shown, Numbers.text(score)));
      }
    }

    private void details(ObjectNode in, String name, String field) {
      if (there()) {
        ArrayNode list = in.putArray(name);
        for (int i = random.nextInt(4); i > 0; i--) {
          String word = fact(field, word(field));
          list.addObject().put("name", word).put("label", field.equals("attack_details") ? word(field) : word)
              .put("description", word(field));
        }
      }
    }

    private void list(String name, java.util.function.IntFunction<JsonNode> item) {
      if (there()) {
        ArrayNode list = answer.putArray(name);
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(item.apply(i));
        }
      }
    }
  }

  @Property(tries = 200, seed = "20261130")
  void nothingIsAddedAndNothingIsLost(@ForAll long seed) {
    // Given
    Maker maker = new Maker(seed);
    CtiAnswer answer = Fixtures.json(maker.answer.toString());
    Observable observable = Fixtures.observable(IP, null);
    // When
    Enrichment enrichment = Fixtures.enrich(MappingCases.everythingOn(), observable, answer);
    Result result = Result.of(IP, answer, enrichment);
    Instant now = Fixtures.NOW;
    List<String> shown = List.of(enrichment.bundle().toJson(), enrichment.sentence(), TextReport.of(List.of(result), List.of(result), 200, false),
        JsonReport.results(List.of(result), null, now), HtmlReport.of(List.of(result), now));
    // Then each fact that is shown stands in the answer
    String said = maker.answer.toString().toLowerCase(Locale.ROOT);
    for (String text : shown) {
      Matcher facts = FACT.matcher(text);
      while (facts.find()) {
        assertThat(said).contains(facts.group().toLowerCase(Locale.ROOT));
      }
    }
    assertThat(dates(enrichment)).allSatisfy(date -> assertThat(said).contains(date.substring(0, 10)));
    // And each fact of the answer stands in the note
    if (!enrichment.known()) {
      return;
    }
    String note = enrichment.bundle().objects().stream().filter(object -> object.type().equals("note"))
        .map(object -> (String) object.get("content")).findFirst().orElseThrow();
    maker.facts.forEach((field, facts) -> assertThat(note).as(field).contains(facts));
  }

  private static List<String> dates(Enrichment enrichment) {
    List<String> dates = new ArrayList<>();
    for (StixObject object : enrichment.bundle().objects()) {
      for (String name : List.of("valid_from", "first_seen", "last_seen", "created")) {
        if (object.get(name) != null) {
          dates.add((String) object.get(name));
        }
      }
    }
    return dates;
  }

  @org.junit.jupiter.api.Test
  void whatIsLeftOutStandsOnThePage() throws IOException {
    String page = Files.readString(Path.of("docs/mapping.md"), StandardCharsets.UTF_8);
    assertThat(page.substring(page.indexOf("## Never written"))).contains("`state`", "`expiration`", "latitude", "longitude", "ages in days");
  }
}
