package io.github.camelcti.crowdsec.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.lookup.Mapping;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.SavedAnswer;
import io.github.camelcti.crowdsec.report.page.HtmlReport;
import io.github.camelcti.crowdsec.support.Browser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page in a real browser, on a screen and on a telephone, light and dark. */
class PageInBrowserIT {

  private static final String SHOWN = "[...document.querySelectorAll('svg.graph')].filter(svg => svg.getClientRects().length)";

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
        arguments(named(sample + " on a telephone", sample), 400, false));
  }

  @ParameterizedTest
  @MethodSource("usual")
  void showsEverythingAndAsksForNothing(String sample, int width, boolean dark) throws Exception {
    // Given
    Config config = Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "token",
        "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "key",
        "CROWDSEC_INDICATOR_CREATE_FROM", "malicious,suspicious", "CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE", "true",
        "CROWDSEC_CREATE_NOTE", "true"), Path.of("no", "such", "folder"));
    SavedAnswer saved = SavedAnswer.read(Path.of("src/test/resources/crowdsec", sample + ".json"), null);
    Result result = new Mapping(config, Clock.systemUTC()).map(saved.address(), saved.answer());
    Path page = Files.writeString(directory.resolve(sample + ".html"), HtmlReport.of(List.of(result), Instant.now()));
    // When
    browser.open(page, width, dark);
    // Then
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).allMatch(url -> url.equals(page.toUri().toString()) || url.startsWith("data:"));
    assertThat(browser.evaluate(SHOWN + ".map(svg => svg.classList[1]).join()").asText()).isEqualTo(width > 760 ? "wide" : "narrow");
    String ids = browser.evaluate("JSON.stringify(" + SHOWN + ".flatMap(svg => [...svg.querySelectorAll('[data-id],[data-ids]')])"
        + ".flatMap(node => (node.dataset.id || node.dataset.ids).split(' ')))").asText();
    assertThat(new ObjectMapper().readValue(ids, String[].class))
        .contains(result.enrichment().bundle().objects().stream().map(object -> object.id()).toArray(String[]::new));
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).as("nothing sticks out").isLessThanOrEqualTo(width);
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo(dark ? "rgb(14, 20, 29)" : "rgb(244, 246, 250)");
    assertThat(colors(browser.screenshot())).as("colours of the picture").isGreaterThan(50);
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("views")
  void showsEveryOtherAnswerAndAsksForNothing(String sample, int width, boolean dark) throws Exception {
    showsEverythingAndAsksForNothing(sample, width, dark);
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
