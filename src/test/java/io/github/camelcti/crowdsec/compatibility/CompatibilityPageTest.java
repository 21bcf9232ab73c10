package io.github.camelcti.crowdsec.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.compatibility.Cell.Kind;
import io.github.camelcti.crowdsec.compatibility.Cell.Outcome;
import io.github.camelcti.crowdsec.compatibility.Cell.Way;
import io.github.camelcti.crowdsec.doubles.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/compatibility.md} is made from the cells that {@link CompatibilityIT} plays. */
class CompatibilityPageTest {

  private static final Path PAGE = Path.of("docs/compatibility.md");

  @Test
  void thePageEqualsTheMatrix() throws IOException {
    // Given
    String generated = page();
    // When
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(PAGE, generated);
    }
    // Then
    assertThat(PAGE)
        .withFailMessage("%s is not what the tests play: run them with -Dregenerate=true", PAGE)
        .content().isEqualTo(generated);
  }

  private static String page() {
    long cells = Stream.of(Generation.values())
        .mapToLong(it -> Cell.of(it, "api").size() + Cell.of(it, "amqp").size()).sum();
    return """
        # Which OpenCTI, and how results get there

        <!-- Generated from the tests; edit Cell.java instead. -->

        The connector asks the platform which one it is, and takes the GraphQL documents and the way back that suit it.
        There is nothing to set but `OPENCTI_URL` and `OPENCTI_TOKEN`. Tested against doubles of five releases, with the
        part of each release's schema that the connector uses; observed on a real platform: 6.9.10. A release in
        between takes the documents of the one before it; where a document is refused, the next older variant is tried.
        A version that is newer than all is taken for 7, and a line in the log says so.

        ## How a result goes back

        `CONNECTOR_QUEUE_PROTOCOL` chooses: `api` (default), or `amqp` as the Python connector does it.

        | OpenCTI | who asked | `api` | `amqp` |
        |---|---|---|---|
        """
        + Stream.of(Generation.values()).flatMap(CompatibilityPageTest::ways).collect(Collectors.joining())
        + """

        - **one bundle**: one call, which takes the job's work along. The work completes when the platform's workers have
          the last object in.
        - **one bundle, imported by a second work**: before 6.9 a pushed bundle can't take the work along. The platform opens
          a second work for the import, and the job's own work is ended once the bundle is there.
        - **object by object**: mutations, several kinds of objects in one call, never the same mutation twice in a call. All
          of them are upserts. What fails costs itself, not the rest; the work says how many were refused, and why.
        - **messages to the workers**: one message per object, each confirmed by the broker. The work is told the exact number
          before.
        - **answer of the playbook's step**: exactly one, on every path. Without something to add, the bundle goes back as it
          came. Labels carry no colours there.

        Jobs of drafts never touch the live data. With `CONNECTOR_LISTEN_PROTOCOL=API` (6.9 and later) jobs come by HTTP; drafts
        are then written object by object, and with `api` no RabbitMQ is needed at all.

        ## What comes of a job

        """
        + "Each of the " + cells + " cells (release x protocol x who asked x outcome) is played by `CompatibilityIT`.\n"
        + """

            | outcome | the work | the playbook | on the platform |
            |---|---|---|---|
            """
        + Arrays.stream(Outcome.values()).map(CompatibilityPageTest::outcome).collect(Collectors.joining());
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
