package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.GeneratedSections;
import io.github.camelcti.crowdsec.cli.enrich.Screen;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.report.PageRules;
import io.github.camelcti.crowdsec.support.SettingsOf;
import io.github.camelcti.crowdsec.trial.Trial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Look-ups from the command line: what is asked, what is printed, what the exit code says. */
class EnrichCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-25T10:00:00Z"), ZoneOffset.UTC);
  private static final String KNOWN = "192.0.2.10";
  private static final String SUSPICIOUS = "192.0.2.20";
  private static final String UNKNOWN = "203.0.113.77";

  @TempDir
  private Path directory;

  private final CrowdSecDouble crowdSec = CrowdSecDouble.start();
  private final Map<String, String> environment = new HashMap<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Screen screen = new Screen(false, false, 120);
  private String input = "";
  private Clock clock = CLOCK;

  @BeforeEach
  void prepare() {
    environment.put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    environment.put("CROWDSEC_KEY", crowdSec.key());
    environment.put("CROWDSEC_API_URL", crowdSec.url());
    crowdSec.answer(KNOWN, Samples.read("200-malicious-full", KNOWN));
    crowdSec.answer(SUSPICIOUS, Samples.read("200-suspicious", SUSPICIOUS));
  }

  @AfterEach
  void stop() {
    crowdSec.close();
  }

  private int enrich(String... arguments) {
    return type("enrich", arguments);
  }

  private int type(String command, String... arguments) {
    CommandContext context = new CommandContext(environment, directory, new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
    String[] typed = Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new);
    int code = new Commands(context, () -> 9, new Trial(config -> {
      throw new AssertionError("not tried");
    }, Map.of(), directory), new EnrichCommand(context, () -> screen, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), clock, () -> 0, pauses::add), () -> screen, clock).run(typed);
    assertThat(out() + err()).as("secrets").doesNotContain(crowdSec.key());
    return code;
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<String> asked() {
    return crowdSec.calls().stream().map(CrowdSecDouble.Call::ip).toList();
  }

  @Test
  void needsAKeyAndNoPlatform() {
    assertThat(enrich(KNOWN)).isZero();
    assertThat(out()).contains(KNOWN, "malicious", "high", "HTTP Scan", "US 37 %", "2024-04-18");
    assertThat(err()).isEmpty();
  }

  @Test
  void wrongSettingsOfThePlatformAreNotItsBusiness() {
    environment.put("OPENCTI_URL", "nonsense");
    environment.put("OPENCTI_TOKEN", "ChangeMe");
    environment.put("CONNECTOR_ID", "ChangeMe");
    assertThat(enrich(KNOWN)).isZero();
  }

  @Test
  void anAddressOfTheSixthVersionIsAskedAsItIsWrittenShortest() {
    crowdSec.answer("2001:db8::10", Samples.read("200-ipv6"));
    assertThat(enrich("2001:0DB8:0::0010")).isZero();
    assertThat(asked()).containsExactly("2001:db8::10");
    assertThat(out()).contains("2001:db8::10");
  }

  @Test
  void aListIsAskedOnceForEachAddressAndGoesOnAfterABadOne() throws IOException {
    // Given
    Files.writeString(directory.resolve("list.txt"), "\uFEFF# ours\r\n" + KNOWN + " # again\n\n10.0.0.1\nexample.org\n"
        + UNKNOWN + "\n" + SUSPICIOUS + "\n");
    // When
    int code = enrich(KNOWN, "--file", "list.txt");
    // Then
    assertThat(code).isEqualTo(1);
    assertThat(asked()).containsExactly(KNOWN, UNKNOWN, SUSPICIOUS);
    assertThat(out()).startsWith("5 addresses: 1 malicious, 1 suspicious, 1 unknown, 1 private, 1 not an address\n")
        .contains("example.org: this is not an IP address").containsPattern("Not known +" + UNKNOWN + "\n +Private +10.0.0.1\n");
    assertThat(err()).isEqualTo("5 addresses: 3 calls to CrowdSec; 1 private; 1 not an address; 1 double left out\n");
  }

  @Test
  void aTextWithoutOneAddressIsRefusedWithTheReason() {
    // When
    int code = enrich("192.0.2.010", "198.51.100.0/24", "example.org");
    // Then
    assertThat(code).isEqualTo(1);
    assertThat(asked()).isEmpty();
    assertThat(out()).contains("192.0.2.010: this is not an IP address; 192.0.2.10 was probably meant",
        "198.51.100.0/24: this is a network of 256 addresses; CrowdSec only looks up single addresses",
        "example.org: this is not an IP address\n");
  }

  static Stream<Arguments> inputs() {
    return Stream.of(
        arguments(named("defanged", List.of("192[.]0[.]2[.]10")), "", List.of(KNOWN)),
        arguments(named("ports and URLs", List.of(KNOWN + ":443", "hxxp://192[.]0[.]2[.]20/x")), "", List.of(KNOWN, SUSPICIOUS)),
        arguments(named("a log", List.of("--file", "-")), KNOWN + " - - [30/Nov/2026:20:00:00 +0000] \"GET / HTTP/1.1\" 200 \"-\""
            + " \"Chrome/120.0.0.0\"\nno address here\nfrom " + SUSPICIOUS + " port 22\nfrom " + KNOWN + "\n", List.of(KNOWN, SUSPICIOUS)),
        arguments(named("a table", List.of("--file", "-")), "ip,seen\r\n\"" + KNOWN + "\",2026\r\n" + SUSPICIOUS + ",2026\r\n",
            List.of(KNOWN, SUSPICIOUS)),
        arguments(named("addresses and a file", List.of(SUSPICIOUS, "--file", "-")), KNOWN + "\n# " + UNKNOWN + "\n",
            List.of(SUSPICIOUS, KNOWN)));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void addressesAreFoundInWhatPeopleHave(List<String> typed, String standardInput, List<String> asked) {
    input = standardInput;
    assertThat(enrich(typed.toArray(String[]::new))).isZero();
    assertThat(asked()).isEqualTo(asked);
  }

  @Test
  void aFileThatWindowsWroteIsRead() throws IOException {
    Files.write(directory.resolve("list.txt"), ("\uFEFF" + KNOWN + "\r\n").getBytes(StandardCharsets.UTF_16LE));
    assertThat(enrich("--file", "list.txt")).isZero();
    assertThat(asked()).containsExactly(KNOWN);
  }

  @Test
  void aDryRunSaysWhatItWouldCost() {
    // Given
    environment.put("CROWDSEC_QUOTA_BUDGET", "1");
    enrich(KNOWN);
    crowdSec.forget();
    out.reset();
    // When
    int code = enrich(KNOWN, SUSPICIOUS, UNKNOWN, "10.0.0.1", "--dry-run");
    // Then
    assertThat(code).isZero();
    assertThat(asked()).isEmpty();
    assertThat(out()).isEmpty();
    assertThat(err()).isEqualTo("4 addresses: 2 calls to CrowdSec, of which CROWDSEC_QUOTA_BUDGET allows 1; 1 answer of earlier "
        + "look-ups, the oldest from less than a minute ago (--fresh asks again); 1 private\n");
  }

  @Test
  void aSecondLookIsFreeAndSaysItsAge() throws Exception {
    // Given
    assertThat(enrich(KNOWN, UNKNOWN)).isZero();
    clock = Clock.offset(CLOCK, Duration.ofHours(47));
    out.reset();
    // When
    assertThat(enrich(KNOWN, UNKNOWN, "--json")).isZero();
    // Then
    assertThat(asked()).containsExactly(KNOWN, UNKNOWN);
    assertThat(err()).contains("2 addresses: 0 calls to CrowdSec; 2 answers of earlier look-ups, the oldest from 47 hours ago (--fresh");
    JsonNode results = JSON.readTree(out()).at("/results");
    assertThat(results.findValuesAsText("outcome")).containsExactly("known", "not_known");
    assertThat(results.findValuesAsText("answered_at")).containsOnly("2026-11-25T10:00:00.000Z").hasSize(2);
    out.reset();
    assertThat(enrich(KNOWN)).isZero();
    assertThat(out()).containsPattern("Looked up +2026-11-25 10:00 UTC");
  }

  static Stream<Arguments> newLooks() {
    return Stream.of(
        arguments(named("it is too old", Map.of()), Duration.ofHours(49), List.of()),
        arguments(named("it should be fresh", Map.of()), Duration.ZERO, List.of("--fresh")),
        arguments(named("nothing is reused", Map.of("CROWDSEC_LOOK_UP_CACHE_TTL", "0")), Duration.ZERO, List.of()),
        arguments(named("nothing is kept", Map.of("CROWDSEC_LOOK_UP_HISTORY", "0")), Duration.ZERO, List.of()),
        arguments(named("the clock was set back", Map.of()), Duration.ofHours(-1), List.of()));
  }

  @ParameterizedTest
  @MethodSource("newLooks")
  void aSecondLookIsACallIf(Map<String, String> settings, Duration later, List<String> options) {
    environment.putAll(settings);
    enrich(KNOWN);
    clock = Clock.offset(CLOCK, later);
    assertThat(enrich(Stream.concat(Stream.of(KNOWN), options.stream()).toArray(String[]::new))).isZero();
    assertThat(asked()).containsExactly(KNOWN, KNOWN);
  }

  @Test
  void anotherServerIsAskedAgain() {
    enrich(KNOWN);
    environment.put("CROWDSEC_API_URL", crowdSec.url().replace("127.0.0.1", "localhost"));
    enrich(KNOWN);
    assertThat(asked()).containsExactly(KNOWN, KNOWN);
  }

  @Test
  void whoKeepsNothingAnyMoreGetsRidOfWhatWasKept() throws IOException {
    // Given
    enrich(KNOWN);
    // When
    environment.put("CROWDSEC_LOOK_UP_HISTORY", "0");
    enrich(KNOWN);
    // Then
    try (Stream<Path> files = Files.list(directory.resolve("cache/crowdsec-connector/look-ups"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void answersAreKeptForTheUserAloneAndNotForEver() throws IOException {
    // Given
    enrich(KNOWN);
    Path folder = directory.resolve("cache/crowdsec-connector/look-ups");
    assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1).allSatisfy(file -> {
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(file.getFileName().toString()).startsWith(KNOWN + "_20261125T100000Z_");
      });
    }
    // When
    clock = Clock.offset(CLOCK, Duration.ofDays(91));
    enrich(SUSPICIOUS);
    // Then
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).singleElement().asString().contains(SUSPICIOUS);
    }
  }

  @Test
  void aFolderThatCanNotBeWrittenIsSaidOnceAndCostsNoResult() throws IOException {
    environment.put("CONNECTOR_STATE_DIRECTORY", "taken");
    Files.writeString(directory.resolve("taken"), "a file");
    assertThat(enrich(KNOWN, UNKNOWN)).isZero();
    assertThat(out()).contains("malicious");
    assertThat(err()).containsOnlyOnce("Answers are not kept").contains("CONNECTOR_STATE_DIRECTORY");
  }

  @Test
  void aListIsShownWorstFirstWithASummaryOnTop() {
    // Given
    crowdSec.answer("198.51.100.1", Samples.read("200-safe-false-positive"));
    crowdSec.answer("198.51.100.2", Samples.read("200-malicious-full"));
    crowdSec.answer("198.51.100.3", Samples.read("200-known"));
    // When
    assertThat(enrich(UNKNOWN, "198.51.100.1", "198.51.100.3", SUSPICIOUS, "198.51.100.2", KNOWN)).isZero();
    // Then
    assertThat(out()).startsWith("6 addresses: 2 malicious, 1 suspicious, 1 known, 1 safe, 1 unknown\n")
        .containsPattern("Behaviors +HTTP Scan 2|Behaviors +HTTP")
        .containsPattern("(?s)ADDRESS.*\n198.51.100.2 .*\n192.0.2.10 .*\n192.0.2.20 .*\n198.51.100.3 .*\n198.51.100.1 .*Not known +" + UNKNOWN);
    assertThat(out().lines().toList()).anyMatch(line -> line.matches(" +CVEs +CVE-.* 2.*"));
  }

  static Stream<Arguments> selections() {
    return Stream.of(
        arguments(named("the input's order", List.of()), List.of(UNKNOWN, SUSPICIOUS, KNOWN, "10.0.0.1")),
        arguments(named("the worst first", List.of("--sort", "reputation")), List.of(KNOWN, SUSPICIOUS, UNKNOWN, "10.0.0.1")),
        arguments(named("by score", List.of("--sort", "score")), List.of(KNOWN, SUSPICIOUS, UNKNOWN, "10.0.0.1")),
        arguments(named("by last report", List.of("--sort", "last-seen")), List.of(SUSPICIOUS, KNOWN, UNKNOWN, "10.0.0.1")),
        arguments(named("by address", List.of("--sort", "address")), List.of("10.0.0.1", KNOWN, SUSPICIOUS, UNKNOWN)),
        arguments(named("only the bad", List.of("--only", "malicious,suspicious")), List.of(SUSPICIOUS, KNOWN)),
        arguments(named("only what is unknown", List.of("--only", "unknown")), List.of(UNKNOWN)),
        arguments(named("only what there is none of", List.of("--only", "Not-an-address")), List.of()));
  }

  @ParameterizedTest
  @MethodSource("selections")
  void whatIsShownCanBeChosen(List<String> options, List<String> addresses) throws IOException {
    // When
    enrich(Stream.concat(Stream.of(UNKNOWN, SUSPICIOUS, KNOWN, "10.0.0.1", "--json"), options.stream()).toArray(String[]::new));
    // Then
    JsonNode json = JSON.readTree(out());
    assertThat(json.at("/results").findValuesAsText("address")).isEqualTo(addresses);
    assertThat(json.at("/left_out").asInt()).isEqualTo(4 - addresses.size());
    assertThat(json.at("/summary/addresses").asInt()).isEqualTo(4);
    assertThat(json.at("/summary/reputations/malicious").asInt()).isEqualTo(1);
  }

  @Test
  void whatIsLeftOutIsCountedAndAFailureIsStillNamed() {
    // Given
    crowdSec.script("198.51.100.1", Step.status(400, "{\"message\": \"Bad Request\"}"));
    // When
    int code = enrich(KNOWN, SUSPICIOUS, "198.51.100.1", "--only", "malicious");
    // Then
    assertThat(code).isEqualTo(1);
    assertThat(out()).startsWith("3 addresses: 1 malicious, 1 suspicious, 1 failed\n").contains("\n192.0.2.10 ", "2 left out (--only)")
        .doesNotContain(SUSPICIOUS);
    assertThat(enrich("198.51.100.1", KNOWN, "--only", "malicious", "--json")).isEqualTo(1);
    assertThat(err()).contains("198.51.100.1: CrowdSec refused the request (HTTP 400");
  }

  @Test
  void aTableForSpreadsheetsRunsNoFormula() throws IOException {
    // Given
    crowdSec.answer(UNKNOWN, """
        {"ip": "%s", "reputation": "malicious", "as_name": "=HYPERLINK(\\"https://evil.example\\")", "as_num": 64500,
         "location": {"city": "@SUM(1+1)"}, "behaviors": [{"name": "a", "label": "one, \\"two\\""}, {"name": "b", "label": "+cmd"}]}
        """.formatted(UNKNOWN));
    // When
    assertThat(enrich(UNKNOWN, KNOWN, "--csv", "-")).isZero();
    assertThat(enrich(UNKNOWN, KNOWN, "--csv", "table.csv", "--json")).isZero();
    // Then
    String csv = Files.readString(directory.resolve("table.csv"));
    assertThat(out()).startsWith(csv.lines().toList().get(0));
    assertThat(List.of(csv.split("\r\n"))).hasSize(3).first().asString().startsWith("address,outcome,reputation,");
    assertThat(csv).contains("\n" + UNKNOWN + ",known,malicious,", ",\"'@SUM(1+1)\",64500,\"'=HYPERLINK(\"\"https://evil.example\"\")\",",
        ",\"one, \"\"two\"\"; '+cmd\",");
  }

  @Test
  void aListOfFiveHundredIsAskedSeveralAtATimeAndShownOnAScreen() {
    // Given
    for (int i = 0; i < 500; i++) {
      input += "198.51." + (i / 250) + "." + (i % 250) + "\n";
    }
    crowdSec.answer("198.51.1.249", Samples.read("200-malicious-full"));
    // When
    assertThat(enrich("--file", "-")).isZero();
    // Then
    assertThat(asked()).hasSize(500).doesNotHaveDuplicates();
    assertThat(err()).startsWith("500 addresses: 500 calls to CrowdSec\n");
    assertThat(out()).startsWith("500 addresses: 1 malicious, 499 unknown").contains("198.51.1.249").hasLineCount(9);
  }

  @Test
  void aSlowAnswerHoldsUpNobodyInALongList() {
    // Given
    Duration slow = Duration.ofMillis(1500);
    for (int i = 0; i < 30; i++) {
      input += "198.51.100." + i + "\n";
    }
    crowdSec.script("198.51.100.0", Step.delayed(slow, Step.ok(Samples.read("200-suspicious"))));
    // When
    assertThat(enrich("--file", "-", "--json")).isZero();
    // Then
    Instant first = crowdSec.calls("198.51.100.0").get(0).at();
    assertThat(crowdSec.calls()).hasSize(30).filteredOn(call -> call.at().isBefore(first.plus(slow))).hasSizeGreaterThan(3);
  }

  @Test
  void aLongListEndsWhenTheQuotaIsUsedUp() {
    // Given
    for (int i = 0; i < 100; i++) {
      input += "198.51.100." + i + "\n";
    }
    crowdSec.always(Step.status(429, CrowdSecDouble.QUOTA));
    // When
    assertThat(enrich("--file", "-")).isEqualTo(1);
    // Then no call more than were under way
    assertThat(asked()).hasSizeLessThanOrEqualTo(4);
    assertThat(err()).contains("the quota of the CrowdSec key is used up", " addresses were not looked up");
  }

  static Stream<Arguments> searches() {
    return Stream.of(
        arguments(named("everything", List.of()), List.of(KNOWN, SUSPICIOUS, UNKNOWN)),
        arguments(named("a CVE", List.of("--cve", "cve-2021-41773")), List.of(KNOWN)),
        arguments(named("a behavior", List.of("--behavior", "crawl")), List.of(SUSPICIOUS)),
        arguments(named("a number of a network", List.of("--as", "AS64496", "--country", "us")), List.of(KNOWN)),
        arguments(named("a name of a network", List.of("--as", "example host")), List.of(KNOWN, SUSPICIOUS)),
        arguments(named("a country", List.of("--country", "nl")), List.of(SUSPICIOUS)),
        arguments(named("a classification", List.of("--known-as", "tor ")), List.of(KNOWN)),
        arguments(named("reputations", List.of("--reputation", "malicious,unknown")), List.of(KNOWN, UNKNOWN)),
        arguments(named("lately", List.of("--since", "2h")), List.of(SUSPICIOUS, UNKNOWN)),
        arguments(named("two conditions", List.of("--since", "2h", "--reputation", "malicious")), List.of()));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void earlierLookUpsCanBeSearched(List<String> options, List<String> addresses) throws IOException {
    // Given
    enrich(KNOWN);
    clock = Clock.offset(CLOCK, Duration.ofDays(5));
    enrich(SUSPICIOUS, UNKNOWN);
    environment.remove("CROWDSEC_KEY");
    out.reset();
    // When
    int code = type("search", Stream.concat(options.stream(), Stream.of("--json")).toArray(String[]::new));
    // Then
    assertThat(code).isZero();
    assertThat(asked()).hasSize(3);
    assertThat(JSON.readTree(out()).at("/results").findValuesAsText("address")).containsExactlyInAnyOrderElementsOf(addresses);
  }

  @Test
  void thePageShowsWhatIsPrinted() throws IOException {
    // Given
    screen = new Screen(false, false, 100);
    String[] samples = {"200-malicious-full", "200-suspicious", "200-known", "200-safe-false-positive", "200-benign-scanner"};
    StringBuilder log = new StringBuilder("date,source\n");
    for (int i = 0; i < 12; i++) {
      String address = "192.0.2." + (10 + i);
      log.append("2026-11-25,").append(address).append(":443\n2026-11-25,hxxp://").append(address.replace(".", "[.]")).append("/\n");
      if (i < samples.length) {
        crowdSec.answer(address, Samples.read(samples[i], address));
      } else {
        crowdSec.script(address, Step.status(404, "{\"message\": \"IP address information not found\"}"));
      }
    }
    crowdSec.script("192.0.2.11", Step.status(404, "{\"message\": \"IP address information not found\"}"));
    Files.writeString(directory.resolve("access.csv"), log.append("2026-11-25,10.0.0.1\n"));
    clock = Clock.offset(CLOCK, Duration.ofDays(-3));
    enrich("192.0.2.11");
    clock = CLOCK;
    // When and then
    GeneratedSections.check(Path.of("docs/commands.md"), Map.of(
        "enrich list", typed("enrich", "--file", "access.csv"),
        "search", typed("search", "--behavior", "ssh", "--reputation", "malicious,suspicious,safe", "--since", "7d"),
        "history", typed("history", "192.0.2.11")));
  }

  private String typed(String command, String... arguments) {
    out.reset();
    err.reset();
    assertThat(type(command, arguments)).isZero();
    return "```\n$ crowdsec-connector " + command + " " + String.join(" ", arguments) + "\n" + err() + out() + "```\n";
  }

  @Test
  void aSearchWithoutAnyLookUpSaysWhereItLooked() {
    assertThat(type("search", "--cve", "CVE-2021-44228")).isZero();
    assertThat(out()).isBlank();
    assertThat(err()).startsWith("0 of 0 addresses that were looked up").contains("look-ups", "CROWDSEC_LOOK_UP_HISTORY");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theHistoryOfAnAddressTellsWhatChanged() throws IOException {
    // Given
    crowdSec.script(SUSPICIOUS, Step.status(404, "{\"message\": \"IP address information not found\"}"));
    enrich(SUSPICIOUS);
    clock = Clock.offset(CLOCK, Duration.ofDays(5));
    enrich(SUSPICIOUS);
    out.reset();
    // When
    assertThat(type("history", SUSPICIOUS)).isZero();
    // Then
    assertThat(out().lines().map(line -> line.replaceAll(" {2,}", "|"))).containsExactly(
        "LOOKED UP|REPUTATION|CONFIDENCE|SCORE|LAST SEEN|CHANGES",
        "2026-11-30 10:00 UTC|suspicious|medium|2 of 5|2024-06-20|+HTTP Crawl",
        "2026-11-25 10:00 UTC|not known");
    out.reset();
    assertThat(type("history", SUSPICIOUS, "--json")).isZero();
    assertThat(JSON.readTree(out()).at("/results").findValuesAsText("outcome")).containsExactly("known", "not_known");
    assertThat(type("history", UNKNOWN)).isZero();
    assertThat(err()).contains(UNKNOWN + " was not looked up, as far as ");
    assertThat(type("history", "nonsense")).isEqualTo(2);
    assertThat(type("history", "192[.]0[.]2[.]20")).isZero();
  }

  @Test
  void oneAddressInSeveralSpellingsIsAskedOnce() {
    assertThat(enrich(KNOWN, KNOWN + "/32", "::ffff:" + KNOWN)).isZero();
    assertThat(asked()).containsExactly(KNOWN);
  }

  @Test
  void notKnownAndPrivateAreAnswers() {
    assertThat(enrich(UNKNOWN, "127.0.0.1")).isZero();
    assertThat(asked()).containsExactly(UNKNOWN);
  }

  @Test
  void privateAddressesAreAskedWhereThatIsWanted() {
    environment.put("CROWDSEC_SKIP_PRIVATE", "false");
    assertThat(enrich("10.0.0.1")).isZero();
    assertThat(asked()).containsExactly("10.0.0.1");
  }

  @Test
  void aUsedUpQuotaEndsTheListAtOnce() throws IOException {
    // Given
    crowdSec.script(UNKNOWN, Step.status(429, CrowdSecDouble.QUOTA));
    // When
    int code = enrich(KNOWN, UNKNOWN, SUSPICIOUS, "198.51.100.1", "--html", "page.html", "--json");
    // Then
    assertThat(code).isEqualTo(1);
    assertThat(asked()).containsExactly(KNOWN, UNKNOWN);
    assertThat(pauses).isEmpty();
    assertThat(err()).contains("the quota of the CrowdSec key is used up", "2 addresses were not looked up");
    JsonNode facts = JSON.readTree(out());
    assertThat(facts.at("/ended").asText()).contains("quota");
    assertThat(facts.at("/results").findValuesAsText("outcome")).containsExactly("known", "failed", "not_asked", "not_asked");
    assertThat(Files.readString(directory.resolve("page.html"))).contains(KNOWN, "not looked up");
  }

  @Test
  void aBurstIsWaitedForAsLongAsCrowdSecSays() {
    crowdSec.script(KNOWN, Step.status(429, CrowdSecDouble.BURST, "Retry-After", "7"), Step.status(503, ""));
    assertThat(enrich(KNOWN)).isZero();
    assertThat(asked()).hasSize(3);
    assertThat(pauses).hasSize(2).first().isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aRefusedKeyIsNamedAndAskedWithOnce() {
    for (int status : new int[] {401, 403}) {
      crowdSec.forget();
      crowdSec.script(KNOWN, Step.status(status, "{\"message\": \"Forbidden\"}"));
      assertThat(enrich(KNOWN, UNKNOWN)).isEqualTo(2);
      assertThat(asked()).containsExactly(KNOWN);
      assertThat(out() + err()).contains("CROWDSEC_KEY", "1 address was not looked up");
    }
  }

  @Test
  void aCrowdSecThatIsAwayIsNotAskedForEachOfAThousandAddresses() {
    environment.put("CROWDSEC_MAX_RETRIES", "1");
    crowdSec.always(Step.status(502, "<html>"));
    assertThat(enrich("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")).isEqualTo(1);
    assertThat(asked()).hasSize(6).doesNotContain("192.0.2.4");
    assertThat(err()).contains("gave no answer 3 times in a row", "1 address was not looked up");
  }

  @Test
  void aBudgetIsKept() {
    environment.put("CROWDSEC_QUOTA_BUDGET", "1");
    assertThat(enrich(KNOWN, UNKNOWN)).isEqualTo(1);
    assertThat(asked()).containsExactly(KNOWN);
    assertThat(err()).contains("CROWDSEC_QUOTA_BUDGET (1) are used up");
  }

  @Test
  void callsKeepThePace() {
    environment.put("CROWDSEC_MAX_REQUESTS_PER_SECOND", "2");
    assertThat(enrich(KNOWN, UNKNOWN, SUSPICIOUS)).isZero();
    assertThat(pauses).as("the clock stands still").containsExactly(Duration.ofMillis(500), Duration.ofMillis(1000));
  }

  @Test
  void progressIsForTerminalsOnly() {
    assertThat(enrich(KNOWN, UNKNOWN)).isZero();
    assertThat(out() + err()).doesNotContain("\u001b", "\r");
    screen = new Screen(true, true, 120);
    assertThat(enrich(KNOWN, UNKNOWN, "--fresh")).isZero();
    assertThat(err()).contains("[...............") .contains("] 1/2 " + UNKNOWN).endsWith("\r\u001b[2K");
    assertThat(out()).contains("\u001b[1;31mmalicious");
  }

  @Test
  void theBundleIsTheConnectorsOwn() throws Exception {
    // Given what the connector makes of the same answer
    String sample = Samples.read("200-malicious-full", KNOWN);
    Observable observable = new Observable("ipv4-addr--a2fbe2c6-009e-52e0-b452-90b71e3109c2", "IPv4-Addr", KNOWN, null,
        List.of(), List.of());
    String sent = new Enricher(SettingsOf.defaults(), CLOCK).enrich(observable, IpAddress.parse(KNOWN).orElseThrow(),
        CtiAnswer.parse(sample.getBytes(StandardCharsets.UTF_8))).bundle().toJson();
    // When
    assertThat(enrich(KNOWN, "--bundle")).isZero();
    // Then
    assertThat(JSON.readTree(out())).isEqualTo(JSON.readTree(sent));
    out.reset();
    assertThat(enrich(KNOWN, UNKNOWN, "--bundle")).isZero();
    assertThat(JSON.readTree(out())).hasSize(2).first().isEqualTo(JSON.readTree(sent));
  }

  @Test
  void aSavedAnswerCostsNothingAndNeedsNoKey() throws IOException {
    // Given
    environment.clear();
    Files.writeString(directory.resolve("answer.json"), Samples.read("200-malicious-full"));
    // When
    int code = enrich("--answer", "answer.json", "--html", "page.html");
    // Then
    assertThat(code).isZero();
    assertThat(asked()).isEmpty();
    assertThat(out()).contains(KNOWN, "malicious");
    assertThat(err()).isEqualTo("Wrote page.html\n");
    assertThat(new PageRules(Files.readString(directory.resolve("page.html"))).broken()).isEmpty();
  }

  @Test
  void theAddressOfASavedAnswerCanBeGiven() throws IOException {
    Files.writeString(directory.resolve("answer.json"), Samples.read("404-not-found"));
    assertThat(enrich("--answer", "answer.json", UNKNOWN)).isZero();
    assertThat(out()).contains(UNKNOWN, "not known");
  }

  static Stream<Arguments> saved() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/crowdsec"))) {
      return files.map(file -> arguments(named(file.getFileName().toString(), file.toAbsolutePath()))).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("saved")
  void everySavedAnswerIsMappedOrItsFaultIsNamed(Path file) throws IOException {
    int code = enrich("--answer", file.toString(), "--html", "page.html", "--bundle");
    if (code == 0) {
      assertThat(JSON.readTree(out()).at("/type").asText()).isEqualTo("bundle");
      assertThat(new PageRules(Files.readString(directory.resolve("page.html"))).broken()).isEmpty();
    } else {
      assertThat(code).isEqualTo(2);
      assertThat(err()).startsWith("The file " + file + " of --answer can't be mapped: it ").hasLineCount(1);
      assertThat(file.getFileName().toString()).matches("[45].*|200-(batch|empty-object).*");
    }
  }

  static Stream<Arguments> slips() {
    return Stream.of(
        arguments(named("Nothing to look up", List.of()), "give addresses, --file or --answer"),
        arguments(named("two forms", List.of(KNOWN, "--json", "--bundle")), "--bundle"),
        arguments(named("a list without addresses", List.of("--file", "-")), "there is no address in -"),
        arguments(named("a reputation that does not exist", List.of(KNOWN, "--only", "evil")), "'evil' is none of malicious, "),
        arguments(named("an order that does not exist", List.of(KNOWN, "--sort", "age")), "'age' is none of reputation, score"),
        arguments(named("two on standard output", List.of(KNOWN, "--csv", "-", "--json")), "both print to standard output"),
        arguments(named("CSV in no folder", List.of(KNOWN, "--csv", "gone/a.csv")), "gone/a.csv of --csv can't be written"),
        arguments(named("no such list", List.of("--file", "gone.txt")), "gone.txt of --file can't be read (no such file)"),
        arguments(named("no such answer", List.of("--answer", "gone.json")), "gone.json of --answer can't be read"),
        arguments(named("two addresses for an answer", List.of("--answer", "a.json", KNOWN, UNKNOWN)), "at most one address"),
        arguments(named("an answer about no address", List.of("--answer", "a.json", "example.org")), "'example.org' is not"),
        arguments(named("a page in no folder", List.of(KNOWN, "--html", "gone/page.html")), "gone/page.html of --html"),
        arguments(named("a page that is a folder", List.of(KNOWN, "--html", ".")), "of --html can't be written"));
  }

  @ParameterizedTest
  @MethodSource("slips")
  void wrongUseIsNamedBeforeAnythingIsAsked(List<String> typed, String text) {
    assertThat(enrich(typed.toArray(String[]::new))).isEqualTo(2);
    assertThat(err()).contains(text);
    assertThat(asked()).isEmpty();
  }

  @Test
  void aMissingKeyIsNamed() {
    environment.remove("CROWDSEC_KEY");
    assertThat(enrich(KNOWN)).isEqualTo(2);
    assertThat(err()).contains("CROWDSEC_KEY: is required but not set").doesNotContain("OPENCTI_TOKEN", "CONNECTOR_ID");
  }
}
