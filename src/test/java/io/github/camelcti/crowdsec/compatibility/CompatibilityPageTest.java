package io.github.camelcti.crowdsec.compatibility;

import io.github.camelcti.crowdsec.GeneratedSections;
import io.github.camelcti.crowdsec.compatibility.Cell.Kind;
import io.github.camelcti.crowdsec.compatibility.Cell.Outcome;
import io.github.camelcti.crowdsec.compatibility.Cell.Way;
import io.github.camelcti.crowdsec.doubles.Generation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/migration.md} about OpenCTI's releases are made from the cells that {@link CompatibilityIT} plays. */
class CompatibilityPageTest {

  @Test
  void thePageHasTheCellsThatTheTestsPlay() throws IOException {
    long cells = Stream.of(Generation.values())
        .mapToLong(it -> Cell.of(it, "api").size() + Cell.of(it, "amqp").size()).sum();
    GeneratedSections.check(Path.of("docs/migration.md"), Map.of(
        "ways back", """
            | OpenCTI | who asked | `api` | `amqp` |
            |---|---|---|---|
            """
            + Stream.of(Generation.values()).flatMap(CompatibilityPageTest::ways).collect(Collectors.joining()),
        "outcomes", "`CompatibilityIT` plays each of the " + cells + " cells (release x protocol x who asked x outcome).\n"
            + """

            | outcome | the work | the playbook | on the platform |
            |---|---|---|---|
            """
            + Arrays.stream(Outcome.values()).map(CompatibilityPageTest::outcome).collect(Collectors.joining())));
  }

  private static Stream<String> ways(Generation generation) {
    return Stream.of(Kind.values()).filter(kind -> generation.atLeast(kind.since))
        .map(kind -> "| " + generation.version() + " | " + kind.text + " | " + way(generation, "api", kind).text + " | "
            + way(generation, "amqp", kind).text + " |\n");
  }

  private static Way way(Generation generation, String protocol, Kind kind) {
    return new Cell(generation, protocol, kind, Outcome.ENRICHED).way();
  }

  private static String outcome(Outcome outcome) {
    return "| " + outcome.text + " | complete" + (outcome.inError ? ", in error" : "")
        + (outcome == Outcome.OVER_TLP ? " unless the job is automatic" : "") + " | "
        + (outcome == Outcome.ENRICHED ? "its bundle, with the enrichment" : "its bundle as it came") + " | "
        + outcome.effect + " |\n";
  }
}
