package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the table of faults names a test that exists. */
class FaultsPageTest {

  private static final Path TESTS = Path.of("src/test/java/io/github/camelcti/crowdsec");
  private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

  @Test
  void everyRowNamesATestThatExists() throws IOException {
    String page = Files.readString(Path.of("docs/operations.md"));
    List<String> rows = page.substring(page.indexOf("\n## Every fault\n")).lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| fault") && !line.startsWith("| ---")).toList();
    assertThat(rows).hasSizeGreaterThan(15);
    for (String row : rows) {
      Matcher test = TEST.matcher(row);
      assertThat(test.find()).as("test of: " + row).isTrue();
      assertThat(source(test.group(1))).as(row).contains("void " + test.group(2) + "(");
    }
  }

  /** Two packages may have a class of the same name. */
  private static String source(String className) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(it -> it.endsWith(className + ".java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
