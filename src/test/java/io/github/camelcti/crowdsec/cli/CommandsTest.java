package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.Terminal;
import io.github.camelcti.crowdsec.base.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every command has in common: help, wrong use, exit codes. */
class CommandsTest {

  @TempDir
  private Path directory;

  static Stream<Arguments> explanations() {
    return Stream.of(
        arguments(named("--help", List.of("--help")), List.of("Commands:", "  run", "  version", "help settings", "Exit codes:", "  2 ")),
        arguments(named("-h", List.of("-h")), List.of("Commands:")),
        arguments(named("help", List.of("help")), List.of("Commands:")),
        arguments(named("help of a command", List.of("help", "version")), List.of("crowdsec-connector version", "--json")),
        arguments(named("--help of a command", List.of("version", "--help")), List.of("crowdsec-connector version", "--json")),
        arguments(named("the settings", List.of("help", "settings")), List.of("OPENCTI_URL (required)", "CROWDSEC_MAX_TLP")),
        arguments(named("--version", List.of("--version")), List.of("crowdsec-connector " + Build.version())),
        arguments(named("version", List.of("version")), List.of("crowdsec-connector " + Build.version() + " (Camel ")));
  }

  @ParameterizedTest
  @MethodSource("explanations")
  void explainsItself(List<String> typed, List<String> texts) {
    Terminal terminal = type(typed.toArray(String[]::new));
    assertThat(terminal.exitCode()).isZero();
    assertThat(terminal.out()).contains(texts);
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  static Stream<Arguments> slips() {
    return Stream.of(
        arguments(named("a command", List.of("verison")), "Did you mean: crowdsec-connector version"),
        arguments(named("an option", List.of("version", "--jsn")), "--json"),
        arguments(named("an option of no command", List.of("--jason")), "--jason"),
        arguments(named("too many", List.of("run", "now")), "'now'"),
        arguments(named("help of what is not there", List.of("help", "me")), "There is no command 'me'"));
  }

  @ParameterizedTest
  @MethodSource("slips")
  void namesTheSlipAndEndsWithTwo(List<String> typed, String text) {
    Terminal terminal = type(typed.toArray(String[]::new));
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains(text).contains("--help'");
    assertThat(terminal.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run"})
  void withoutACommandItRunsAndSaysWhatIsMissing(String command) {
    Terminal terminal = command.isEmpty() ? type() : type(command);
    assertThat(terminal.exitCode()).isEqualTo(2);
    assertThat(terminal.err()).contains("The configuration has 4 problems").contains("OPENCTI_URL");
  }

  @Test
  void tellsProgramsTheVersions() {
    assertThat(type("version", "--json").json().path("connector").asText()).isEqualTo(Build.version());
  }

  private Terminal type(String... arguments) {
    return Terminal.type(Map.of(), directory, arguments);
  }

  @Test
  void everyCommandStandsInTheDocumentWithAChapterOfItsOwn() throws IOException {
    String page = Files.readString(Path.of("docs/commands.md"));
    String help = type("--help").out();
    List<String> commands = Pattern.compile("(?m)^  ([a-z][a-z-]+) {2,}").matcher(help.substring(help.indexOf("Commands:"),
        help.indexOf("Exit codes:"))).results().map(match -> match.group(1)).toList();
    assertThat(commands).hasSizeGreaterThan(7).allSatisfy(command -> assertThat(page)
        .contains("\n## " + command + "\n").contains("| [`" + command + "`](#" + command + ") |"));
  }
}
