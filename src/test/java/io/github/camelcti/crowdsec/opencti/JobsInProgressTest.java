package io.github.camelcti.crowdsec.opencti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobsInProgressTest {

  private static final String JOB = JobsInProgress.key("a job".getBytes(StandardCharsets.UTF_8));

  @TempDir
  private Path folder;

  @Test
  void countsTheProcessesThatDiedWithAJob() throws IOException {
    assertThat(process().begin(JOB, false)).isZero();
    assertThat(process().begin(JOB, true)).isEqualTo(1);
    assertThat(process().begin(JOB, true)).isEqualTo(2);
  }

  @Test
  void anOrderlyEndIsNoDeath() throws IOException {
    // Given
    JobsInProgress first = process();
    first.begin(JOB, false);
    // When
    first.end(JOB, false);
    // Then
    assertThat(process().begin(JOB, true)).isZero();
  }

  @Test
  void anOrderlyStopIsNoDeath() throws IOException {
    // Given
    JobsInProgress first = process();
    first.begin(JOB, false);
    // When
    first.close();
    // Then
    assertThat(process().begin(JOB, true)).isZero();
  }

  @Test
  void aDeliveryToTheSameProcessIsNoDeath() throws IOException {
    // Given
    JobsInProgress process = process();
    process.begin(JOB, false);
    // When the connection broke and the broker delivers it again
    assertThat(process.begin(JOB, true)).isZero();
    // Then the file is there for as long as one of the two is in hand
    process.end(JOB, false);
    assertThat(folder.resolve(JOB)).exists();
    process.end(JOB, false);
    assertThat(folder.resolve(JOB)).doesNotExist();
  }

  static Stream<Arguments> endsAfterTheDelivery() {
    return Stream.of(arguments(named("the process dies", (Consumer<JobsInProgress>) jobs -> { })),
        arguments(named("the process stops", (Consumer<JobsInProgress>) JobsInProgress::close)),
        arguments(named("the job goes back", (Consumer<JobsInProgress>) jobs -> jobs.end(JOB, true))));
  }

  @ParameterizedTest
  @MethodSource("endsAfterTheDelivery")
  void whatWasDeliveredIsKnownWhenTheJobComesAgain(Consumer<JobsInProgress> end) throws IOException {
    // Given
    JobsInProgress first = process();
    first.begin(JOB, false);
    first.deliver(JOB, "ENRICHED");
    // When
    end.accept(first);
    // Then
    JobsInProgress next = process();
    assertThat(next.delivered(JOB, true)).isEqualTo("ENRICHED");
    next.begin(JOB, true);
    assertThat(next.delivered(JOB, true)).isEqualTo("ENRICHED");
    // But not of another message that says the same
    assertThat(next.delivered(JOB, false)).isNull();
    // And it is forgotten when the job has ended
    next.end(JOB, false);
    assertThat(folder.resolve(JOB)).doesNotExist();
  }

  @Test
  void aMessageThatTheBrokerSendsForTheFirstTimeStartsAnew() throws IOException {
    process().begin(JOB, false);
    assertThat(process().begin(JOB, false)).isZero();
    assertThat(process().begin(JOB, true)).isEqualTo(1);
  }

  @Test
  void forgetsAfterADay() throws IOException {
    // Given
    process().begin(JOB, false);
    // When
    JobsInProgress later = new JobsInProgress(folder, Clock.fixed(Instant.now().plus(Duration.ofHours(25)), ZoneOffset.UTC));
    later.open();
    // Then
    assertThat(later.begin(JOB, true)).isZero();
  }

  @Test
  void aFileThatACrashLeftHalfWrittenCountsForNothing() throws IOException {
    Files.writeString(folder.resolve(JOB), "");
    assertThat(process().begin(JOB, true)).isZero();
  }

  @Test
  void whatCanNotBeWrittenLeavesNothingBehindAndWhatAKillLeftIsDropped() throws IOException {
    // Given something in the file's place, and half a file of another job
    Files.createDirectories(folder.resolve(JOB).resolve("in the way"));
    Files.writeString(folder.resolve("0".repeat(64) + ".part"), "1");
    // When
    process().begin(JOB, false);
    // Then
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve(JOB));
    }
  }

  @Test
  void withoutAFolderNothingIsCountedAndNothingFails() throws IOException {
    // Given a file where the folder should be
    Path taken = Files.writeString(folder.resolve("taken"), "");
    JobsInProgress jobs = new JobsInProgress(taken, Clock.systemUTC());
    assertThatThrownBy(jobs::open).isInstanceOf(IOException.class);
    // Then
    assertThat(jobs.begin(JOB, true)).isZero();
    jobs.end(JOB, false);
    jobs.close();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(taken);
    }
  }

  private JobsInProgress process() throws IOException {
    JobsInProgress jobs = new JobsInProgress(folder, Clock.systemUTC());
    jobs.open();
    return jobs;
  }
}
