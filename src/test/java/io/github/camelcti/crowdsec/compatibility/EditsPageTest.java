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

/** The tables of {@code docs/mapping.md} about what analysts wrote are made from what {@link EditsIT} plays. */
class EditsPageTest {

  @Test
  void thePageHasTheEditsThatTheTestsPlay() throws IOException {
    GeneratedSections.check(Path.of("docs/mapping.md"), Map.of("kept by platform", platforms(), "kept indicators", indicators()));
  }

  private static String platforms() {
    return """
        | OpenCTI | result by | indicator | country, attack pattern, vulnerability, organization | description of the observable, edited after our read |
        | --- | --- | --- | --- | --- |
        """
        + Stream.of(Generation.values()).flatMap(EditsPageTest::rows).distinct().collect(Collectors.joining());
  }

  private static String indicators() {
    return """
        | an indicator, and what somebody does | the next enrichment |
        | --- | --- |
        """
        + Arrays.stream(Edit.values())
            .map(edit -> "| " + edit.text + " | " + (edit.stays ? "leaves it as it is, links to it" : "updates it") + " |\n")
            .collect(Collectors.joining());
  }

  private static Stream<String> rows(Generation generation) {
    return Stream.of(Kind.values()).filter(kind -> generation.atLeast(kind.since))
        .flatMap(kind -> Stream.of("api", "amqp").map(protocol -> row(generation, protocol, kind)));
  }

  private static String row(Generation generation, String protocol, Kind kind) {
    Way way = new Cell(generation, protocol, kind, Outcome.ENRICHED).way();
    String description = kind == Kind.DRAFT ? "lost until the import" : switch (way) {
      case PLAYBOOK -> "lost until the end of the playbook";
      case MUTATIONS -> "lost until the last write";
      case WORKERS -> "lost until the last message is sent";
      case BUNDLE, BUNDLE_WITHOUT_WORK -> "lost until the push; while the bundle waits, it stays";
    };
    return "| " + generation.version() + " | " + way.text + (kind == Kind.DRAFT ? ", in a draft" : "")
        + " | stays | stays | " + description + " |\n";
  }
}
