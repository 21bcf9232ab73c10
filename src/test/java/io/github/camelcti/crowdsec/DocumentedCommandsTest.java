package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command that a page shows is one that can be typed: ours are known with all their options, those that ask nobody
 * are run, Maven's name profiles and properties of the pom, scripts and files are there.
 */
class DocumentedCommandsTest {

  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(?:sh|bash|console)?\\n(.*?)^ *```$");
  /** A command in the middle of a sentence. */
  private static final Pattern INLINE =
      Pattern.compile("`((?:java |crowdsec-connector |docker run |\\./mvnw |\\.ci/|bench/)[^`\n]+)`");
  private static final Pattern OURS = Pattern.compile(
      "(?:java (?:@jvm\\.options )?-jar (?:target/)?crowdsec-connector\\.jar|\\$ crowdsec-connector|docker run .*?crowdsec-connector(?::[\\d.]+)?)"
          + "(?: (?!<)(.*))?");
  private static final Set<String> ASK_NOBODY = Set.of("version", "--version", "help settings", "routes", "validate --routes");
  /** Shown as an example of a slip. */
  private static final String SLIP = "verison";

  record Command(Path page, String line) {
    @Override
    public String toString() {
      return page + ": " + line;
    }
  }

  static Stream<Command> ours() throws IOException {
    return commands().filter(command -> OURS.matcher(command.line()).lookingAt()).filter(command -> !command.line().contains(SLIP));
  }

  private static Stream<Command> commands() throws IOException {
    List<Command> commands = new ArrayList<>();
    for (Path page : PagesTest.pages().filter(it -> !it.startsWith("examples")).toList()) {
      Matcher fence = FENCE.matcher(Files.readString(page));
      while (fence.find()) {
        fence.group(1).replace("\\\n", " ").lines().map(String::strip).forEach(line -> commands.add(new Command(page, line)));
      }
      INLINE.matcher(Files.readString(page)).results().map(inline -> inline.group(1).replaceFirst("^crowdsec", "\\$ crowdsec"))
          .forEach(line -> commands.add(new Command(page, line)));
    }
    return commands.stream();
  }

  @ParameterizedTest
  @MethodSource("ours")
  void aCommandOfOursIsKnownWithItsOptions(Command command) {
    // Given
    Matcher matcher = OURS.matcher(command.line());
    assertThat(matcher.lookingAt()).isTrue();
    String typed = matcher.group(1) == null ? "" : matcher.group(1).replaceAll("\\s*[|>#].*", "").strip();
    if (typed.isEmpty()) {
      return; // runs the connector
    }
    // When
    String[] arguments = (typed.startsWith("help") || typed.contains("--help") || typed.startsWith("--") ? typed : typed + " --help").split("\\s+");
    Terminal terminal = Terminal.type(Map.of(), Path.of(""), arguments);
    // Then
    assertThat(terminal.exitCode()).as(terminal.err()).isZero();
    if (ASK_NOBODY.contains(typed)) {
      assertThat(Terminal.type(Map.of(), Path.of(""), typed.split("\\s+")).exitCode()).as(typed).isZero();
    }
  }

  @Test
  void mavensProfilesAndPropertiesAreThose() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    Set<String> tests = tests();
    List<String> wrong = new ArrayList<>();
    commands().filter(command -> command.line().startsWith("./mvnw")).forEach(command ->
        Arrays.stream(command.line().split("\\s+")).forEach(word -> {
          if (word.startsWith("-Dtest=") && !tests.contains(word.substring("-Dtest=".length()).replaceFirst("#.*", "") + ".java")
              || word.contains("@") && !pom.contains("<id>" + word.substring(word.indexOf('@') + 1) + "</id>")
              || word.startsWith("-P") && !pom.contains("<id>" + word.substring(2) + "</id>")
              || word.startsWith("-Ddemo") && !pom.contains("<" + word.substring(2).split("=")[0] + ">")) {
            wrong.add(command.toString());
          }
        }));
    assertThat(wrong).isEmpty();
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void scriptsAndFilesOfCommandsAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    Pattern file = Pattern.compile("(?:^|[ =])((?:bench|\\.ci|deploy|routes|examples|kamelets)/[\\w./-]+)");
    commands().forEach(command -> {
      Matcher path = file.matcher(command.line());
      while (path.find()) {
        if (!Files.exists(Path.of(path.group(1))) && !command.line().contains(": ")) {
          missing.add(command + " names " + path.group(1));
        }
      }
    });
    assertThat(missing).isEmpty();
  }

  @Test
  void thereAreSome() throws IOException {
    assertThat(ours().count()).isGreaterThan(10);
  }
}
