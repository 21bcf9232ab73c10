package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private Screen screen = new Screen(false, 120);

  @BeforeEach
  void prepare() {
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
    CommandContext context = new CommandContext(environment, directory, new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
    String[] typed = Stream.concat(Stream.of("enrich"), Stream.of(arguments)).toArray(String[]::new);
    int code = new Commands(context, () -> 9, new Trial(config -> {
      throw new AssertionError("not tried");
    }, Map.of(), directory), new EnrichCommand(context, screen, CLOCK, () -> 0, pauses::add)).run(typed);
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
    assertThat(out()).contains("example.org: this is not an IP address", "10.0.0.1: a private or local address",
        "5 addresses: 2 known, 1 not known, 1 private, 1 not an address");
  }

  @Test
  void whatIsNoSingleAddressIsRefusedWithTheOneThatWasProbablyMeant() {
    // Given
    String defanged = KNOWN.replace(".", "[.]");
    // When
    int code = enrich(defanged, KNOWN + ":443", "198.51.100.0/24");
    // Then
    assertThat(code).isEqualTo(1);
    assertThat(asked()).isEmpty();
    assertThat(out()).contains(defanged + ": this is not an IP address; " + KNOWN + " was probably meant",
        KNOWN + ":443: this is not an IP address; " + KNOWN + " was probably meant",
        "198.51.100.0/24: this is a network of 256 addresses; CrowdSec only looks up single addresses");
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
    screen = new Screen(true, 120);
    assertThat(enrich(KNOWN, UNKNOWN)).isZero();
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
