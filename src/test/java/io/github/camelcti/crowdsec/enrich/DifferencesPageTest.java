package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on what differs from the Python connector: as committed, and what the comparison goes by. */
class DifferencesPageTest {

  private static final Path PAGE = Path.of("docs/differences.md");

  @Test
  void thePageEqualsTheCatalogue() throws IOException {
    // Given
    String generated = page();

    // When
    if (Boolean.getBoolean("regenerate")) {
      Files.writeString(PAGE, generated);
    }

    // Then
    assertThat(PAGE)
        .withFailMessage("%s is not what the tests compare with: run them with -Dregenerate=true", PAGE)
        .content().isEqualTo(generated);
  }

  private static String page() {
    return """
        # Differences from the Python connector

        <!-- Generated from the tests; edit IntendedDifferences.java and BetterResult.java instead. -->

        This connector writes what the Python connector for CrowdSec (1.1) writes, with the same ids, so
        both may work on the same platform one after the other. This page lists where it does not, and why.
        The tests compare with records of the Python connector; what the platform does was observed on
        OpenCTI 6.9.10.

        ## What is written in another way

        | What | Python connector | This connector | Why |
        |---|---|---|---|
        """
        + Arrays.stream(IntendedDifferences.values()).map(IntendedDifferences::row)
            .collect(Collectors.joining())
        + """

        Objects that the Python connector wrote stay on the platform. Its notes, and sightings at the
        organization with dates long past, may stand beside ours, as their ids depend on times: delete them
        if they are in the way.

        ## Faults that are not repeated

        | Python connector | This connector |
        |---|---|
        """
        + Arrays.stream(BetterResult.values()).map(BetterResult::row).collect(Collectors.joining())
        + """
        | the link to an IPv6 address that begins with a letter (`fd00::1`) is the bare address | the \
        link is complete |
        | `192.0.2.1/32` is no address | a network of one address is looked up |
        | sightings of the indicator in countries are written although the country option is off | the \
        option counts for all sightings in countries |
        | a comma list with spaces (`malicious, suspicious`) loses its second entry | lists are trimmed |
        | `TRUE`, `1` and `on` are texts, and so is `0`, which switches on | every usual spelling is \
        understood |
        | a wrong key blocks the connector for ever | the job fails with a sentence that names the setting |
        """;
  }
}
