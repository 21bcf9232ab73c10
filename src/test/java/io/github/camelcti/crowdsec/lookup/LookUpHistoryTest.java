package io.github.camelcti.crowdsec.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of earlier look-ups. */
class LookUpHistoryTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.10").orElseThrow();

  @TempDir
  private Path directory;

  @Test
  void whatAKilledProcessLeftIsRemovedAndWhatIsBeingWrittenIsNot() throws IOException {
    // Given
    Path folder = Files.createDirectories(directory.resolve("state/look-ups"));
    Path left = part(folder, "part4711", NOW.minusSeconds(2 * 3600));
    Path beingWritten = part(folder, "part4712", NOW.minusSeconds(1));
    // When
    history().keep(ADDRESS, new byte[0]);
    // Then
    assertThat(left).doesNotExist();
    assertThat(beingWritten).exists();
    assertThat(history().recent(ADDRESS)).isPresent();
  }

  private static Path part(Path folder, String name, Instant written) throws IOException {
    return Files.setLastModifiedTime(Files.createFile(folder.resolve(name)), FileTime.from(written));
  }

  @Test
  void anEarlierAnswerIsReadOnceForTheCostAndTheResult() throws Exception {
    // Given
    history().keep(ADDRESS, new byte[0]);
    LookUp lookUp = new LookUp(config(), address -> {
      throw new AssertionError("costs a call: " + address);
    }, new Mapping(config(), Clock.fixed(NOW, ZoneOffset.UTC)), history());
    assertThat(lookUp.cost(List.of("192.0.2.10")).kept()).isEqualTo(1);
    // When
    try (Stream<Path> files = Files.list(directory.resolve("state/look-ups"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    // Then
    assertThat(lookUp.all(List.of("192.0.2.10"), (done, all, next) -> { })).extracting(Result::outcome)
        .containsExactly(Result.Outcome.NOT_KNOWN);
  }

  private LookUpHistory history() {
    return new LookUpHistory(config(), Map.of(), directory, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Config config() {
    return Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "token", "CONNECTOR_ID",
        "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "key", "CONNECTOR_STATE_DIRECTORY", "state"), directory);
  }
}
