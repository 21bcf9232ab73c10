package io.github.camelcti.crowdsec.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelcti.crowdsec.doubles.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerStoreTest {

  private static final String ADDRESS = "192.0.2.10";
  private static final byte[] BODY = Samples.read("200-malicious-full").getBytes(StandardCharsets.UTF_8);

  @TempDir
  private Path folder;
  private AnswerStore store;

  @BeforeEach
  void open() throws IOException {
    store = after(Duration.ZERO);
    store.open();
  }

  @Test
  void anAnswerSurvivesTheProcess() throws IOException {
    // Given
    store.keep(ADDRESS, BODY);
    store.keep("192.0.2.11", new byte[0]);
    // When
    AnswerStore next = after(Duration.ZERO);
    next.open();
    // Then
    assertThat(next.find(ADDRESS)).hasValueSatisfying(answer -> assertThat(answer.reputation()).isEqualTo("malicious"));
    assertThat(next.find("192.0.2.11")).hasValueSatisfying(answer -> assertThat(answer.isKnown()).isFalse());
    assertThat(next.find("192.0.2.12")).isEmpty();
  }

  @Test
  void anOldAnswerDoesNotServe() throws IOException {
    // Given
    store.keep(ADDRESS, BODY);
    // When
    AnswerStore later = after(Duration.ofMinutes(61));
    later.open();
    // Then
    assertThat(later.find(ADDRESS)).isEmpty();
    assertThat(files()).isZero();
  }

  @Test
  void aDamagedFileIsNoAnswer() throws IOException {
    // Given
    store.keep(ADDRESS, BODY);
    try (Stream<Path> list = Files.list(folder)) {
      Files.writeString(list.findFirst().orElseThrow(), "{\"reputation\": ");
    }
    // Then
    assertThat(store.find(ADDRESS)).isEmpty();
  }

  @Test
  void keepsAThousandAtMostAndTheNewestOfThem() throws IOException {
    // Given more than that, the first ones oldest
    for (int i = 0; i < 1100; i++) {
      store.keep("address " + i, new byte[0]);
    }
    try (Stream<Path> list = Files.list(folder)) {
      list.forEach(file -> assertThat(file.toFile().setLastModified(Instant.now().minusSeconds(60).toEpochMilli())).isTrue());
    }
    store.keep(ADDRESS, BODY);
    // When
    AnswerStore next = after(Duration.ZERO);
    next.open();
    // Then
    assertThat(files()).isEqualTo(1000);
    assertThat(next.find(ADDRESS)).isPresent();
  }

  @Test
  void dropsWhatAKilledProcessLeftHalfWritten() throws IOException {
    Files.writeString(folder.resolve("x.part"), "half");
    store.open();
    assertThat(files()).isZero();
  }

  @Test
  void withoutATimeToLiveNothingIsWritten() throws IOException {
    // Given
    Path other = folder.resolve("none");
    AnswerStore off = new AnswerStore(other, Duration.ZERO, Clock.systemUTC());
    // When
    off.open();
    off.keep(ADDRESS, BODY);
    // Then
    assertThat(other).doesNotExist();
    assertThat(off.find(ADDRESS)).isEmpty();
  }

  @Test
  void withoutAFolderItKeepsNothingAndFailsNobody() throws IOException {
    // Given a file where the folder should be
    Path file = Files.writeString(folder.resolve("file"), "");
    AnswerStore nowhere = new AnswerStore(file.resolve("answers"), Duration.ofHours(1), Clock.systemUTC());
    // Then
    assertThatThrownBy(nowhere::open).isInstanceOf(IOException.class);
    nowhere.keep(ADDRESS, BODY);
    assertThat(nowhere.find(ADDRESS)).isEmpty();
  }

  private AnswerStore after(Duration time) {
    return new AnswerStore(folder, Duration.ofHours(1), Clock.fixed(Instant.now().plus(time), ZoneOffset.UTC));
  }

  private long files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(Files::isRegularFile).count();
    }
  }
}
