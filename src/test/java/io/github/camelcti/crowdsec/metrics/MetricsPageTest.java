package io.github.camelcti.crowdsec.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/operations.md are made from the declarations. */
class MetricsPageTest {

  private static final Path PAGE = Path.of("docs/operations.md");
  private static final String BEGIN = "<!-- generated: ";
  private static final String END = "<!-- end -->";

  @Test
  void thePageHasWhatIsDeclared() throws IOException {
    String page = Files.readString(PAGE);
    String made = page;
    for (String section : new String[] {"ours", "client library", "outcomes"}) {
      made = replace(made, section, switch (section) {
        case "ours" -> table(Arrays.stream(Metric.values()).filter(metric -> !metric.pythons()));
        case "client library" -> table(Arrays.stream(Metric.values()).filter(Metric::pythons));
        default -> Arrays.stream(JobOutcome.values()).map(outcome -> "`" + outcome.label() + "`")
            .collect(Collectors.joining(", ")) + ".\n";
      });
    }
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(PAGE, made);
    }
    assertThat(Files.readString(PAGE)).as("-Dregenerate=true writes it anew").isEqualTo(made);
  }

  private static String table(Stream<Metric> metrics) {
    return "| metric | kind | labels | what it tells |\n| --- | --- | --- | --- |\n" + metrics
        .map(metric -> "| `%s` | %s | %s | %s |\n".formatted(metric.scraped(),
            metric.kind() == Metric.Kind.TIMER ? "histogram" : metric.kind().name().toLowerCase(Locale.ROOT),
            metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")), metric.help()))
        .collect(Collectors.joining());
  }

  private static String replace(String page, String section, String content) {
    int begin = page.indexOf(BEGIN + section);
    int end = page.indexOf(END, begin);
    assertThat(begin).as("the mark of " + section).isPositive();
    int from = page.indexOf("\n", begin) + 1;
    return page.substring(0, from) + "\n" + content + "\n" + page.substring(end);
  }
}
