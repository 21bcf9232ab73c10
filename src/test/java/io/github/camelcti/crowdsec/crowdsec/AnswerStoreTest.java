package io.github.camelcti.crowdsec.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerStoreTest {

  private static final String ADDRESS = "192.0.2.10";
  private static final byte[] FULL = Samples.read("200-malicious-full").getBytes(StandardCharsets.UTF_8);
  private static final byte[] NOT_KNOWN = {};

  @TempDir
  private Path state;
  private final TestClock clock = new TestClock();

  @Test
  void theNextProcessFindsWhatThisOneWasTold() throws Exception {
    // Given
    store().write(ADDRESS, FULL);
    store().write("192.0.2.11", NOT_KNOWN);
    clock.advance(Duration.ofMinutes(20));
    // When
    AnswerStore next = store();
    // Then
    assertThat(next.read(ADDRESS)).isEqualTo(
        new AnswerStore.Stored(CtiAnswer.parse(FULL), FULL.length, Duration.ofMinutes(40)));
    assertThat(next.read("192.0.2.11").answer()).isEqualTo(CtiAnswer.notKnown());
    assertThat(next.read("192.0.2.12")).isNull();
  }

  @Test
  void anAnswerServesUntilItIsTooOldAndItsFileGoes() throws Exception {
    AnswerStore store = store();
    store.write(ADDRESS, FULL);
    clock.advance(Duration.ofHours(1));
    // When, then
    assertThat(store.read(ADDRESS)).isNull();
    assertThat(files()).isEmpty();
  }

  @Test
  void theCacheServesAStoredAnswerOnlyAsLongAsItIsYoungEnough() throws Exception {
    // Given an answer of 50 minutes ago
    store().write(ADDRESS, FULL);
    clock.advance(Duration.ofMinutes(50));
    AnswerCache cache = new AnswerCache(Duration.ofHours(1), Duration.ofSeconds(1),
        clock::nanoTime, store());
    // When, then
    assertThat(cache.claim(ADDRESS).answer()).isEqualTo(CtiAnswer.parse(FULL));
    clock.advance(Duration.ofMinutes(9));
    assertThat(cache.claim(ADDRESS).answer()).isNotNull();
    clock.advance(Duration.ofMinutes(1));
    assertThat(cache.claim(ADDRESS).answer()).isNull();
  }

  static Stream<Arguments> broken() {
    String full = "200\n" + new String(FULL, StandardCharsets.UTF_8);
    return Stream.of(arguments(named("empty", "")), arguments(named("half", full.substring(0, full.length() / 2))),
        arguments(named("status only", "200\n")), arguments(named("another status", "500\n{}")),
        arguments(named("half a status", "40")), arguments(named("not known, and more", "404\n{}")));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aFileThatCannotBeReadIsNoAnswer(String content) throws Exception {
    // Given
    store().write(ADDRESS, FULL);
    Path file = files().get(0);
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    // When
    AnswerStore next = store();
    // Then
    assertThat(next.read(ADDRESS)).isNull();
    next.write(ADDRESS, FULL);
    assertThat(next.read(ADDRESS)).isNotNull();
  }

  @Test
  void aFileOfTheFutureDoesNotServeForEver() throws Exception {
    store().write(ADDRESS, FULL);
    clock.advance(Duration.ofDays(-30));
    assertThat(store().read(ADDRESS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {-7200, 7200})
  void aClockThatIsSetMakesNoAnswerOlderOrYounger(long seconds) throws Exception {
    // Given
    AnswerStore store = store();
    store.write(ADDRESS, FULL);
    clock.advance(Duration.ofMinutes(50));
    // When
    clock.set(Duration.ofSeconds(seconds));
    // Then
    assertThat(store.read(ADDRESS).left()).isEqualTo(Duration.ofMinutes(10));
    clock.advance(Duration.ofMinutes(10));
    assertThat(store.read(ADDRESS)).isNull();
  }

  @Test
  void whatNobodyAsksForAnyMoreGoesWhenItIsTooOld() throws Exception {
    // Given an answer under another key, say, which is never asked for again
    AnswerStore store = store();
    store.write("another key 192.0.2.10", FULL);
    clock.advance(Duration.ofHours(1));
    // When
    store.write(ADDRESS, FULL);
    // Then
    assertThat(files()).hasSize(1);
  }

  @Test
  void whatCanNotBeWrittenLeavesNothingBehind() throws Exception {
    // Given a disk that does not take the file: something is in its place
    store().write(ADDRESS, FULL);
    Path file = files().get(0);
    Files.delete(file);
    Files.createDirectories(file.resolve("in the way"));
    // When
    AnswerStore store = store();
    store.write(ADDRESS, FULL);
    // Then
    assertThat(files()).containsExactly(file);
    assertThat(store.read(ADDRESS)).isNull();
  }

  @Test
  void whatAKillLeftUnfinishedAndWhatIsTooOldIsDroppedAtTheStart() throws Exception {
    // Given
    store().write(ADDRESS, FULL);
    Files.writeString(Path.of(files().get(0) + ".part"), "200\n{");
    clock.advance(Duration.ofHours(2));
    // When
    store().read("192.0.2.99");
    // Then
    assertThat(files()).isEmpty();
  }

  @Test
  void holdsNoMoreThanAThousandFilesTheYoungestOnes() throws Exception {
    AnswerStore store = store();
    for (int i = 0; i < 1100; i++) {
      store.write("198.18." + i / 250 + "." + i % 250, NOT_KNOWN);
    }
    assertThat(files()).hasSize(1000);
    assertThat(store.read("198.18.0.0")).isNull();
    assertThat(store.read("198.18.4.99")).isNotNull();
    // And the next process counts them
    store().write(ADDRESS, FULL);
    assertThat(files()).hasSize(1000);
  }

  @Test
  void holdsFewerOfThemWhenTheyAreLarge() throws Exception {
    AnswerStore store = store();
    for (int i = 0; i < 20; i++) {
      store.write("198.18.0." + i, new byte[3_000_000]);
    }
    long bytes = files().stream().mapToLong(file -> file.toFile().length()).sum();
    assertThat(bytes).isBetween(20_000_000L, 32L * 1024 * 1024);
  }

  @Test
  void withoutAFolderNothingIsKeptAndNothingFails() throws Exception {
    // Given a file where the folder should be
    Files.writeString(state.resolve("answers"), "");
    // When
    AnswerStore store = store();
    store.write(ADDRESS, FULL);
    // Then
    assertThat(store.read(ADDRESS)).isNull();
  }

  @Test
  void aFolderThatIsRemovedMeanwhileIsNoFailure() throws Exception {
    AnswerStore store = store();
    store.write(ADDRESS, FULL);
    Files.delete(files().get(0));
    Files.delete(state.resolve("answers"));
    // When
    store.write("192.0.2.11", FULL);
    // Then
    assertThat(store.read(ADDRESS)).isNull();
    assertThat(store.read("192.0.2.11")).isNull();
  }

  @Test
  void offMeansThatNothingIsOnDisk() {
    AnswerStore off = new AnswerStore(state.resolve("answers"), Duration.ZERO, clock, clock::nanoTime);
    off.write(ADDRESS, FULL);
    assertThat(off.read(ADDRESS)).isNull();
    assertThat(state.resolve("answers")).doesNotExist();
  }

  private AnswerStore store() {
    return new AnswerStore(state.resolve("answers"), Duration.ofHours(1), clock, clock::nanoTime);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> list = Files.list(state.resolve("answers"))) {
      return list.toList();
    }
  }
}
