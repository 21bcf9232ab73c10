package io.github.camelcti.crowdsec.metrics;

import io.github.camelcti.crowdsec.GeneratedSections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/operations.md are made from the declarations. */
class MetricsPageTest {

  @Test
  void thePageHasWhatIsDeclared() throws IOException {
    GeneratedSections.check(Path.of("docs/operations.md"), Map.of(
        "ours", table(Arrays.stream(Metric.values()).filter(metric -> !metric.pythons())),
        "client library", table(Arrays.stream(Metric.values()).filter(Metric::pythons)),
        "outcomes", Arrays.stream(JobOutcome.values()).map(outcome -> "`" + outcome.label() + "`")
            .collect(Collectors.joining(", ")) + ".\n"));
  }

  private static String table(Stream<Metric> metrics) {
    return "| metric | kind | labels | what it tells |\n| --- | --- | --- | --- |\n" + metrics
        .map(metric -> "| `%s` | %s | %s | %s |\n".formatted(metric.scraped(),
            metric.kind() == Metric.Kind.TIMER ? "histogram" : metric.kind().name().toLowerCase(Locale.ROOT),
            metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")), metric.help()))
        .collect(Collectors.joining());
  }
}
