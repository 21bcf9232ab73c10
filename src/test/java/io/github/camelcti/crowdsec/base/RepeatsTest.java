package io.github.camelcti.crowdsec.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelcti.crowdsec.crowdsec.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {

  private final TestClock clock = new TestClock();
  private final List<String> log = new ArrayList<>();
  private final Repeats repeats = new Repeats(clock, log::add);

  @Test
  void theFirstIsSaidAtOnceAndTheOthersAreCounted() {
    // When
    for (int i = 0; i < 42; i++) {
      repeats.say("a", "a failed with job " + i);
    }
    repeats.say("b", "b failed");
    // Then
    assertThat(log).containsExactly("a failed with job 0", "b failed");
    // When a minute is over
    clock.advance(Duration.ofSeconds(61));
    repeats.look();
    // Then
    assertThat(log).hasSize(3).last().isEqualTo("... and 41 more in the last 61 s like: a failed with job 0");
  }

  @Test
  void whatDidNotComeAgainIsNewTheNextTime() {
    repeats.say("a", "a failed with job 1");
    clock.advance(Duration.ofSeconds(61));
    // When
    repeats.say("a", "a failed with job 2");
    // Then
    assertThat(log).containsExactly("a failed with job 1", "a failed with job 2");
  }
}
