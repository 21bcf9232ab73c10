package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.GeneratedSections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of differences from the Python connector: as committed, and what the comparison goes by. */
class DifferencesPageTest {

  @Test
  void thePageEqualsTheCatalogue() throws IOException {
    GeneratedSections.check(Path.of("docs/migration.md"), Map.of(
        "differences", """
            | What | Python connector | This connector | Why |
            |---|---|---|---|
            """
            + Arrays.stream(IntendedDifferences.values()).map(IntendedDifferences::row).collect(Collectors.joining()),
        "faults", """
            | Python connector | This connector |
            |---|---|
            """
            + Arrays.stream(BetterResult.values()).map(BetterResult::row).collect(Collectors.joining())));
  }
}
