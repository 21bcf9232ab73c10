package io.github.camelcti.crowdsec.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import io.github.camelcti.crowdsec.report.page.HtmlReport;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Table, JSON and page show every answer that we have, completely, and none of them does anything. */
class ReportsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.10").orElseThrow();
  private static final Map<String, Map<String, String>> SETTINGS = Map.of(
      "defaults", Map.of(),
      "everything on", Map.of("CROWDSEC_INDICATOR_CREATE_FROM", "malicious,suspicious,known,safe,benign",
          "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", "true", "CROWDSEC_CREATE_NOTE", "true", "CROWDSEC_LABELS_CVE", "true",
          "CROWDSEC_LABELS_MITRE", "true", "CROWDSEC_LABELS_BEHAVIOR", "true", "CROWDSEC_LABELS_REPUTATION", "true"),
      "everything off", Map.of("CROWDSEC_VULNERABILITY_CREATE_FROM_CVE", "false", "CROWDSEC_CREATE_SIGHTING", "false",
          "CROWDSEC_CREATE_TARGETED_COUNTRIES_SIGHTINGS", "false", "CROWDSEC_LABELS_SCENARIO_NAME", "false",
          "CROWDSEC_LABELS_SCENARIO_LABEL", "false", "CROWDSEC_LAST_ENRICHMENT_DATE_IN_DESCRIPTION", "false"));

  static Stream<Arguments> answers() {
    Map<String, byte[]> answers = new HashMap<>();
    samples(Path.of("src/test/resources/crowdsec"), answers);
    if (System.getenv("SHARED_DIR") != null) {
      samples(Path.of(System.getenv("SHARED_DIR"), "crowdsec/samples"), answers);
    }
    hostile().forEach((name, text) -> answers.put(name, hostileAnswer(text)));
    return answers.entrySet().stream().sorted(Map.Entry.comparingByKey()).flatMap(answer ->
        SETTINGS.keySet().stream().map(settings -> Arguments.of(answer.getKey(), settings, answer.getValue())));
  }

  private static void samples(Path folder, Map<String, byte[]> answers) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".json")).toList()) {
        answers.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> hostile() {
    return Map.of(
        "script", "<script>alert(1)</script>",
        "end of everything", "]]></style></title></svg></textarea><script src=//evil.example></script>",
        "attribute", "\" onload=\"alert(1)\" x='' onclick='alert(1)",
        "picture", "<img src=x onerror=alert(1)><image href='https://evil.example'/>",
        "entities", "&lt;b&gt; &#60;script&#62; &unknown; &",
        "link", "javascript:alert(1)",
        "style", "red; background: url(https://evil.example)",
        "control", "a\u0000b\u001b[31mc\u0007\ud800x\udc00\uffff\ufffe\u202Egpj.exe",
        "formula", "=HYPERLINK(\"https://evil.example\";\"a\"), +1; -1;@SUM(1)",
        "long", "W".repeat(4000));
  }

  /** The text wherever an answer has one. */
  private static byte[] hostileAnswer(String text) {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("ip", ADDRESS.canonical()).put("as_name", text).put("reverse_dns", text).put("reputation", text).put("confidence", text);
    answer.putObject("location").put("country", text).put("city", text);
    for (String list : List.of("behaviors", "attack_details", "references")) {
      ObjectNode item = answer.putArray(list).addObject();
      item.put("name", text).put("label", text).put("description", text);
      item.putArray("references").add(text).add("https://list.example/?q=\"><script>").add("javascript:alert(1)")
          .add("https://list.example/?a=1&b='x'");
    }
    answer.putArray("mitre_techniques").addObject().put("name", "T1110").put("label", text).put("description", text);
    answer.putArray("cves").add("CVE-2024-10000").add(text);
    answer.putObject("target_countries").put("FR", 50).put(text, 50);
    try {
      return JSON.writeValueAsBytes(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result result(byte[] body, String settings) {
    Map<String, String> environment = new HashMap<>(SETTINGS.get(settings));
    environment.putAll(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "token",
        "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "key"));
    Config config = Config.load(environment, Path.of("no", "such", "folder"));
    CtiAnswer answer;
    try {
      answer = CtiAnswer.parse(body);
    } catch (io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException e) {
      answer = CtiAnswer.notKnown();
    }
    return new Mapping(config, Clock.fixed(NOW, ZoneOffset.UTC)).map(ADDRESS, answer);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("answers")
  void aPageShowsEveryObjectAndLoadsNothing(String name, String settings, byte[] body) {
    // Given
    Result result = result(body, settings);
    // When
    String page = HtmlReport.of(List.of(result), NOW);
    // Then
    PageRules rules = new PageRules(page);
    assertThat(rules.broken()).isEmpty();
    List<String> ids = result.enrichment().bundle().objects().stream().map(StixObject::id).toList();
    assertThat(rules.ids()).as("rows").containsAll(ids.stream().map(id -> "a1-" + id).toList());
    assertThat(rules.drawn("graph wide")).as("nodes and lines").containsAll(ids);
    assertThat(rules.drawn("graph narrow")).as("nodes and lines for telephones").containsAll(ids);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("answers")
  void aTableFitsTheTerminalAndDoesNothingOddToIt(String name, String settings, byte[] body) {
    // Given
    Result result = result(body, settings);
    for (int width : new int[] {40, 80, 120, 300}) {
      // When
      String card = TextReport.of(List.of(result), List.of(result), width, false);
      List<Result> all = new ArrayList<>(Collections.nCopies(6, result)); // so many that there is a summary
      all.add(Result.without("nonsense \u001b[2J", Outcome.NOT_AN_ADDRESS, "none"));
      String table = TextReport.of(all, Triage.Order.REPUTATION.sort(all), width, false);
      // Then
      assertThat(card.lines()).as("width %d", width).allMatch(line -> VisibleText.columns(line) <= width || width == 40);
      assertThat(table.lines()).as("width %d", width).allMatch(line -> VisibleText.columns(line) <= width || width == 40);
      assertThat(card + table).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("answers")
  void aTableForSpreadsheetsHasAsManyCellsAsHeadingsAndRunsNothing(String name, String settings, byte[] body) {
    // When
    String csv = CsvReport.of(List.of(result(body, settings)));
    // Then
    assertThat(csv.split("\r\n")).hasSize(2);
    List<String> cells = cells(csv.split("\r\n")[1]);
    assertThat(cells).hasSize(csv.split("\r\n")[0].split(",").length);
    assertThat(cells).noneMatch(cell -> cell.matches("(?s)[=+@\t\r-].*|.*; [=+@-].*"));
    assertThat(csv).doesNotContainPattern("[\\p{Cntrl}&&[^\r\n]]");
  }

  private static List<String> cells(String row) {
    List<String> cells = new ArrayList<>();
    Matcher cell = Pattern.compile("\\G(?:^|,)(?:\"([^\"]*+(?:\"\"[^\"]*+)*+)\"|([^,\"]*))").matcher(row);
    while (cell.find()) {
      cells.add(cell.group(1) == null ? cell.group(2) : cell.group(1).replace("\"\"", "\""));
    }
    return cells;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("answers")
  void aBundleIsTheOneThatTheConnectorSends(String name, String settings, byte[] body) throws IOException {
    // Given
    Result result = result(body, settings);
    JsonNode sent = JSON.readTree(result.enrichment().bundle().toJson());
    // When and then
    assertThat(JSON.readTree(JsonReport.bundles(List.of(result), false))).isEqualTo(sent);
    assertThat(JSON.readTree(JsonReport.bundles(List.of(result, result), true))).containsExactly(sent, sent);
    assertThat(JSON.readTree(JsonReport.results(List.of(result), null, NOW)).at("/results/0/address").asText())
        .isEqualTo("192.0.2.10");
  }

  @Test
  void aPageAboutManyAddressesLeadsFromARowToASection() throws IOException {
    // Given
    List<Result> results = new ArrayList<>();
    for (String sample : List.of("200-malicious-full", "200-suspicious", "404-not-found")) {
      results.add(result(Files.readAllBytes(Path.of("src/test/resources/crowdsec", sample + ".json")), "everything on"));
    }
    results.add(1, Result.without("<b>nonsense</b>", Outcome.NOT_AN_ADDRESS, "this is not an IP address"));
    // When
    String page = HtmlReport.of(results, NOW);
    // Then
    assertThat(new PageRules(page).broken()).isEmpty();
    assertThat(page).contains("href=\"#a1-top\"", "href=\"#a3-top\"", "1 not known to CrowdSec", "1 without an answer")
        .doesNotContain("#a2-top", "#a4-top", "<b>nonsense");
  }

  static Stream<Arguments> verdicts() {
    return Stream.of(
        Arguments.of("malicious, by what it does", "{'reputation': 'malicious', 'behaviors': [{'label': 'HTTP Scan'}]}",
            "malicious", "Reported for HTTP Scan."),
        Arguments.of("malicious, without a reason", "{'reputation': 'malicious'}", "malicious", "CrowdSec does not say why."),
        Arguments.of("a false positive", "{'reputation': 'safe', 'scores': {'overall': {'total': 4}}, 'classifications': "
            + "{'false_positives': [{'label': 'Public DNS resolver'}]}}", "safe", "A false positive: "),
        Arguments.of("a false positive that CrowdSec calls malicious", "{'reputation': 'malicious', 'classifications': "
            + "{'false_positives': [{'label': 'SEO crawler'}]}}", "malicious, but a false positive", "A false positive: "),
        Arguments.of("benign, by what it is", "{'reputation': 'benign', 'behaviors': [{'label': 'TCP Scan'}], "
            + "'classifications': {'classifications': [{'label': 'Scanner of a university'}]}}",
            "benign", "CrowdSec knows what it is."),
        Arguments.of("outdated", "{'reputation': 'unknown', 'cves': ['CVE-2021-44228']}", "no current reputation",
            "CrowdSec gives it no reputation now, because the last report is older than three months."),
        Arguments.of("not known", "{'reputation': 'unknown'}", "not known", "CrowdSec has no report about this address."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("verdicts")
  void aPageSaysFirstWhatCrowdSecCallsAnAddressAndWhy(String name, String answer, String badge, String reason) {
    // Given
    byte[] body = answer.replace("{'r", "{'ip': '192.0.2.10', 'r").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    // When
    String page = HtmlReport.of(List.of(result(body, "defaults")), NOW);
    // Then
    String hero = page.substring(page.indexOf("<header class=\"hero\""), page.indexOf("</header>", page.indexOf("class=\"hero\"")));
    assertThat(hero).contains("<p class=\"badge\">" + badge + "</p>", "<p class=\"reason\">" + reason,
        "https://app.crowdsec.net/cti/192.0.2.10");
    assertThat(hero.contains("<span class=\"chip clear\">False positive</span>")).isEqualTo(answer.contains("false_positives"));
    assertThat(page.contains("a false positive is not malicious, whatever its scores")).isEqualTo(answer.contains("'total'"));
  }

  @Test
  void aPageSortsTechniquesByTacticAndShowsTargetsOnTheMap() {
    // Given
    String answer = "{'ip': '192.0.2.10', 'reputation': 'malicious', 'location': {'country': 'NL'}, 'target_countries': "
        + "{'FR': 60, 'SG': 30, 'XX': 10}, 'mitre_techniques': [{'name': 'T9999'}, {'name': 'T1110.001'}, {'name': 'T1595'}]}";
    // When
    String page = HtmlReport.of(List.of(result(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "defaults")), NOW);
    // Then
    assertThat(new PageRules(page).broken()).isEmpty();
    assertThat(page).containsSubsequence("<h4>Reconnaissance</h4>", ">T1595</a>", "<h4>Credential Access</h4>",
        ">T1110.001</a>", "<h4>Other</h4>", ">T9999</a>");
    assertThat(page).contains("<use href=\"#country-FR\" class=\"shade5\"><title>France 60 %</title></use>",
        "<use href=\"#country-SG\" class=\"shade3\">", "<use href=\"#country-NL\" class=\"home\"/>")
        .doesNotContain("#country-XX").contains("<span>XX</span> <b>10 %</b>");
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        Arguments.of(named("a territory", "GF"), "<use href=\"#country-GF\" class=\"shade5\"><title>French Guiana 100 %</title></use>"),
        Arguments.of(named("Kosovo, which has no code of ISO", "XK"), "<title>Kosovo 100 %</title></use>"),
        Arguments.of(named("no country", "XX"), "<span>XX</span> <b>100 %</b>"));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void aTargetIsOnTheMapUnderItsName(String code, String shown) {
    // Given
    String answer = "{'ip': '192.0.2.10', 'reputation': 'malicious', 'target_countries': {'" + code + "': 100}}";
    // When
    String page = HtmlReport.of(List.of(result(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "defaults")), NOW);
    // Then
    assertThat(page).contains("<path id=\"world\"", shown);
  }

  @Test
  void everyCountryHasAPlaceOnTheMap() throws IOException {
    // Given
    Set<String> drawn = rows("/report/world.csv").map(row -> row[0]).collect(Collectors.toSet());
    // Then
    assertThat(rows("/countries.csv").skip(1).map(row -> row[0]).filter(code -> !drawn.contains(code)))
        .as("all but Antarctica").containsExactly("AQ");
  }

  private static Stream<String[]> rows(String resource) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split(";"));
    }
  }

  @Test
  void aPageWithoutTargetsHasNoMap() {
    // Given
    String answer = "{'ip': '192.0.2.10', 'reputation': 'malicious', 'location': {'country': 'NL'}}";
    // When
    String page = HtmlReport.of(List.of(result(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "defaults")), NOW);
    // Then
    assertThat(page).doesNotContain("id=\"world\"", "id=\"country-");
  }
}
