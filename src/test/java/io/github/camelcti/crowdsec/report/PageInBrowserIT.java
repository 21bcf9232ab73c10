package io.github.camelcti.crowdsec.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.report.page.HtmlReport;
import io.github.camelcti.crowdsec.support.Browser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page in a real browser, on a screen and on a telephone, light and dark. */
class PageInBrowserIT {

  private static final String SHOWN = "[...document.querySelectorAll('svg.graph')].filter(svg => svg.getClientRects().length)";

  private static final String ROWS = "[...document.querySelectorAll('.rows tbody tr')]"
      + ".filter(row => row.getClientRects().length).map(row => row.dataset.words)";
  private static final String SECTIONS =
      "[...document.querySelectorAll('.address')].filter(section => section.getClientRects().length).map(section => section.id)";
  private static final String HIDDEN = "[...document.querySelectorAll('details > :not(summary)')]"
      + ".filter(part => !part.checkVisibility()).map(part => part.textContent)";
  private static final Mapping MAPPING = new Mapping(Config.load(Map.of("OPENCTI_URL", "http://opencti:8080",
      "OPENCTI_TOKEN", "token", "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "key",
      "CROWDSEC_INDICATOR_CREATE_FROM", "malicious,suspicious", "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", "true",
      "CROWDSEC_CREATE_NOTE", "true"), Path.of("no", "such", "folder")), Clock.systemUTC());

  @TempDir
  private static Path directory;

  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Browser.program();
    assumeTrue(program.isPresent(), "there is no chromium on the PATH, so no page is looked at");
    browser = Browser.start(program.get(), directory.resolve("profile"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  static Stream<Arguments> views() {
    return Stream.of("200-huge", "200-unicode-markdown", "200-null-fields", "200-unknown")
        .flatMap(PageInBrowserIT::viewsOf);
  }

  static Stream<Arguments> usual() {
    return viewsOf("200-malicious-full");
  }

  private static Stream<Arguments> viewsOf(String sample) {
    return Stream.of(
        arguments(named(sample + " on a screen", sample), 1280, false),
        arguments(named(sample + " on a dark screen", sample), 1280, true),
        arguments(named(sample + " on a telephone", sample), 390, false));
  }

  @ParameterizedTest
  @MethodSource("usual")
  void showsEverythingAndAsksForNothing(String sample, int width, boolean dark) throws Exception {
    // Given
    Result result = result(sample, null);
    Path page = page(sample, List.of(result));
    // When
    browser.open(page, width, dark);
    // Then
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).allMatch(url -> url.equals(page.toUri().toString()) || url.startsWith("data:"));
    assertThat(text(SHOWN + ".map(svg => svg.classList[1]).join()")).isEqualTo(width > 760 ? "wide" : "narrow");
    assertThat(texts(SHOWN + ".flatMap(svg => [...svg.querySelectorAll('[data-id],[data-ids]')])"
        + ".flatMap(node => (node.dataset.id || node.dataset.ids).split(' '))"))
        .containsAll(result.enrichment().bundle().objects().stream().map(object -> object.id()).toList());
    assertThat(number("document.documentElement.scrollWidth")).as("nothing sticks out").isLessThanOrEqualTo(width);
    assertThat(number("[...document.querySelectorAll('.panel')].filter(panel => panel.getBoundingClientRect().bottom > " + SHOWN
        + "[0].getBoundingClientRect().top).length")).as("facts after the graph").isZero();
    assertThat(text("getComputedStyle(document.body).backgroundColor")).isEqualTo(dark ? "rgb(14, 20, 29)" : "rgb(244, 246, 250)");
    assertThat(colors(browser.screenshot())).as("colours of the picture").isGreaterThan(50);
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("views")
  void showsEveryOtherAnswerAndAsksForNothing(String sample, int width, boolean dark) throws Exception {
    showsEverythingAndAsksForNothing(sample, width, dark);
  }

  @Test
  void theKeyboardReachesEveryLinkOfTheGraphAndOpensItsRow() throws Exception {
    // Given
    browser.open(page("keyboard", List.of(result("200-malicious-full", null))), 1280, false);
    List<String> links = texts(SHOWN + ".flatMap(svg => [...svg.querySelectorAll('a')]).map(a => a.getAttribute('href'))");
    // When
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 200 && !reached.containsAll(links); i++) {
      browser.press("Tab");
      reached.add(text("String(document.activeElement.getAttribute('href'))"));
    }
    browser.press("Enter");
    // Then
    assertThat(links).hasSizeGreaterThan(20);
    assertThat(reached).containsAll(links);
    await().untilAsserted(() -> assertThat(number("document.querySelectorAll(':target').length")).isEqualTo(1));
    assertThat(number("document.querySelector(':target').getClientRects().length")).as("row is shown").isPositive();
  }

  @Test
  void nothingIsLostOnPaper() throws Exception {
    // Given
    browser.open(page("paper", List.of(result("200-malicious-full", null))), 1280, true);
    assertThat(texts(HIDDEN)).as("closed on the screen").isNotEmpty();
    // When
    browser.print();
    // Then
    await().untilAsserted(() -> assertThat(texts(HIDDEN)).isEmpty());
    assertThat(text("document.body.innerText")).contains("attack-pattern--", "\"type\" : \"bundle\"");
    assertThat(text("getComputedStyle(document.body).backgroundColor")).isEqualTo("rgb(255, 255, 255)");
  }

  @Test
  void aListIsOneScreenThatCanBeSortedAndFilteredAndShowsDetailsOnDemand() throws Exception {
    // Given
    Path page = page("list", list(500));
    // When
    browser.open(page, 1280, false);
    // Then
    assertThat(browser.complaints()).isEmpty();
    assertThat(number("document.documentElement.scrollHeight")).as("one screen").isLessThanOrEqualTo(900);
    assertThat(number("new Set([...document.querySelectorAll('.rows .badge')].map(badge => badge.offsetHeight)).size"))
        .as("no reputation is broken into two lines").isEqualTo(1);
    assertThat(text("document.querySelector('.others summary').textContent")).isEqualTo("200 not known to CrowdSec");
    assertThat(texts(ROWS)).hasSize(300).startsWith("malicious").endsWith("safe");

    // When
    browser.evaluate("document.querySelectorAll('.rows th button')[0].click()");
    browser.evaluate("document.querySelectorAll('.rows th button')[0].click()");
    // Then
    assertThat(text("document.querySelectorAll('.rows th')[0].getAttribute('aria-sort')")).isEqualTo("descending");
    assertThat(text("document.querySelector('.rows tbody a').textContent")).isEqualTo("198.51.100.249");

    // When
    browser.evaluate("[...document.querySelectorAll('.tally button')].find(b => b.textContent.includes('safe')).click()");
    // Then
    assertThat(texts(ROWS)).hasSize(100).containsOnly("safe");
    browser.evaluate("[...document.querySelectorAll('.tally button')].find(b => b.textContent.includes('safe')).click()");
    type("cve-2021-41773 192.0.2");
    assertThat(texts(ROWS)).hasSize(100).containsOnly("malicious");
    assertThat(text("document.querySelector('output').textContent")).isEqualTo("100 of 300 known");

    // When
    browser.evaluate("document.querySelector('.rows tr:not([hidden]) a').click()");
    // Then
    await().untilAsserted(() -> assertThat(texts(SECTIONS)).hasSize(1));
    assertThat(texts(SECTIONS)).containsExactly(text("location.hash.slice(1)"));

    // When
    browser.print();
    // Then
    assertThat(texts(SECTIONS)).as("what the filter leaves is printed").hasSize(100);
  }

  @Test
  void aListCanBeReadWithoutItsScript() throws Exception {
    // Given
    browser.scripts(false);
    try {
      // When
      browser.open(page("plain", list(40)), 1280, false);
      // Then
      assertThat(number("document.querySelectorAll('button, input').length")).isZero();
      assertThat(texts(ROWS)).hasSize(24);
      assertThat(texts(SECTIONS)).isEmpty();
      browser.evaluate("location.hash = document.querySelector('.rows a').hash");
      await().untilAsserted(() -> assertThat(texts(SECTIONS)).hasSize(1));
      browser.print();
      assertThat(texts(SECTIONS)).as("all are printed").hasSize(24);
    } finally {
      browser.scripts(true);
    }
  }

  static Stream<Arguments> accessible() {
    return Stream.of(arguments("200-malicious-full", 1280, false), arguments("list", 390, true));
  }

  static Stream<Arguments> accessibleToo() {
    return Stream.of("200-malicious-full", "200-safe-false-positive", "200-unknown", "200-benign-scanner", "200-null-fields",
        "200-unicode-markdown", "200-huge", "list", "list of 500").flatMap(sample -> Stream.of(1280, 390).flatMap(width ->
            Stream.of(arguments(sample, width, false), arguments(sample, width, true))));
  }

  @ParameterizedTest(name = "{0}, {1} pixels, dark: {2}")
  @MethodSource("accessible")
  void keepsNobodyOut(String sample, int width, boolean dark) throws Exception {
    // Given
    String axe = System.getenv("AXE");
    assumeTrue(axe != null, "AXE names no file of axe-core (.ci/axe): left out");
    browser.open(page("axe-" + sample, pageOf(sample)), width, dark);
    browser.evaluate("location.hash = (document.querySelector('.rows a') || {}).hash || ''; document.querySelectorAll('details')"
        + ".forEach(details => { details.open = true; })");
    // When
    browser.evaluate(Files.readString(Path.of(axe)) + "; true");
    // Then
    assertThat(texts("(await axe.run(document, { resultTypes: ['violations'] })).violations.flatMap(violation => "
        + "violation.nodes.map(node => violation.id + ': ' + node.html + ' ' + node.failureSummary))")).isEmpty();
    assertThat(number("document.documentElement.scrollWidth")).as("nothing sticks out").isLessThanOrEqualTo(width);
  }

  @Tag("nightly")
  @ParameterizedTest(name = "{0}, {1} pixels, dark: {2}")
  @MethodSource("accessibleToo")
  void keepsNobodyOutOfAnyPage(String sample, int width, boolean dark) throws Exception {
    keepsNobodyOut(sample, width, dark);
  }

  private static List<Result> pageOf(String sample) throws Exception {
    return switch (sample) {
      case "list" -> list(10);
      case "list of 500" -> list(500);
      default -> List.of(result(sample, null));
    };
  }

  /** Of each five addresses, CrowdSec calls one malicious, one suspicious and one safe, and does not know two. */
  private static List<Result> list(int addresses) throws Exception {
    String[] samples = {"200-malicious-full", "404-not-found", "200-suspicious", "404-not-found", "200-safe-false-positive"};
    List<Result> list = new ArrayList<>();
    for (int i = 0; i < addresses; i++) {
      list.add(result(samples[i % samples.length], "198.51." + (100 - i / 250) + "." + i % 250));
    }
    return list;
  }

  private static Result result(String sample, String address) throws Exception {
    byte[] body = Files.readAllBytes(Path.of("src/test/resources/crowdsec", sample + ".json"));
    CtiAnswer answer = sample.startsWith("404") ? CtiAnswer.notKnown() : CtiAnswer.parse(body);
    return MAPPING.map(IpAddress.parse(address == null ? answer.ip() : address).orElseThrow(), answer);
  }

  private static Path page(String name, List<Result> results) throws Exception {
    return Files.writeString(directory.resolve(name + ".html"), HtmlReport.of(results, Instant.now()));
  }

  private static void type(String text) throws Exception {
    browser.evaluate("(() => { const input = document.querySelector('input'); input.value = '" + text
        + "'; input.dispatchEvent(new Event('input')); })()");
  }

  private static String text(String expression) throws Exception {
    return browser.evaluate(expression).asText();
  }

  private static int number(String expression) throws Exception {
    return browser.evaluate(expression).asInt();
  }

  private static List<String> texts(String expression) throws Exception {
    return List.of(new ObjectMapper().readValue(text("(async () => JSON.stringify(" + expression + "))()"), String[].class));
  }

  private static int colors(byte[] png) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    Set<Integer> colors = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y += 3) {
      for (int x = 0; x < image.getWidth(); x += 3) {
        colors.add(image.getRGB(x, y));
      }
    }
    return colors.size();
  }
}
