package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelcti.crowdsec.CrowdSecConnector;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble;
import io.github.camelcti.crowdsec.doubles.CrowdSecDouble.Step;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.report.PageRules;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What only a process of its own shows: Ctrl-C, and a real terminal. */
class EnrichProcessIT {

  private static final String FIRST = "192.0.2.10";
  private static final String SECOND = "192.0.2.20";
  private static final String THIRD = "203.0.113.77";
  private static final int SECONDS = 60;

  @TempDir
  private Path directory;

  private final CrowdSecDouble crowdSec = CrowdSecDouble.start();

  @AfterEach
  void stop() {
    crowdSec.close();
  }

  /** Where the tests run in the background of a shell, the signal of Ctrl-C is ignored, also by their children. */
  private List<String> command(String... arguments) {
    String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp", classPath,
        CrowdSecConnector.class.getName(), "enrich"));
    command.addAll(List.of(arguments));
    return command;
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
        .redirectOutput(directory.resolve("out").toFile()).redirectError(directory.resolve("err").toFile());
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder.environment().put("CROWDSEC_KEY", crowdSec.key());
    builder.environment().put("CROWDSEC_API_URL", crowdSec.url());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("TERM", "xterm");
    return builder.start();
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  static Stream<Arguments> moments() {
    return Stream.of(
        arguments(named("a call that is never answered", Step.hang()), List.of("known", "not_asked", "not_asked"), 2),
        arguments(named("a call that is answered soon, and paid for",
            Step.delayed(Duration.ofMillis(700), Step.ok(Samples.read("200-suspicious")))), List.of("known", "known", "not_asked"), 1),
        arguments(named("a pause before the next try", Step.status(429, CrowdSecDouble.BURST, "Retry-After", "60")),
            List.of("known", "not_asked", "not_asked"), 2));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void ctrlCKeepsWhatWasPaidFor(Step step, List<String> outcomes, int left) throws Exception {
    // Given
    crowdSec.answer(FIRST, Samples.read("200-malicious-full", FIRST));
    crowdSec.script(SECOND, step);
    Process process = start(command(FIRST, SECOND, THIRD, "--json", "--html", "page.html", "--csv", "table.csv"));
    await().atMost(Duration.ofSeconds(SECONDS)).until(() -> crowdSec.calls(SECOND).size() == 1 || !process.isAlive());
    // When
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
    // Then
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(read("err")).isEqualTo(130);
    JsonNode facts = new ObjectMapper().readTree(read("out"));
    assertThat(facts.at("/results").findValuesAsText("outcome")).isEqualTo(outcomes);
    assertThat(facts.at("/ended").asText()).isEqualTo("it was interrupted");
    assertThat(read("err")).contains("Stopped early: it was interrupted; " + left + (left == 1 ? " address was" : " addresses were")
        + " not looked up");
    assertThat(new PageRules(read("page.html")).broken()).isEmpty();
    assertThat(read("table.csv")).contains(FIRST + ",known,malicious");
    assertThat(crowdSec.calls(THIRD)).isEmpty();
    try (Stream<Path> kept = Files.list(directory.resolve(".cache/crowdsec-connector/look-ups"))) {
      assertThat(kept).hasSize(3 - left);
    }
  }

  @Test
  void aTerminalsOwnWidthIsUsedAndProgressShownWhateverStandardInputIs() throws Exception {
    // Given
    crowdSec.answer(FIRST, Samples.read("200-malicious-full", FIRST));
    crowdSec.answer(SECOND, Samples.read("200-suspicious", SECOND));
    String typed = "stty cols 93; printf '" + FIRST + "\\n" + SECOND + "\\n' | "
        + String.join(" ", command("--file", "-").stream().map(word -> "'" + word + "'").toList());
    // When
    Process process = start(List.of("script", "-qec", typed, "/dev/null"));
    // Then
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
    String seen = read("out");
    assertThat(seen).contains("] 1/2 " + SECOND, "\u001b[1;31mmalicious");
    List<String> lines = seen.replaceAll("\u001b\\[[0-9;]*[mK]", "").lines()
        .filter(line -> line.contains("REPUTATION") || line.startsWith("192.0.2.")).toList();
    assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(93));
    assertThat(lines).anyMatch(line -> line.length() > 80);
  }
}
