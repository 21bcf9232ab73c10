package io.github.camelcti.crowdsec.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlatformContactTest {

  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);

  private final AtomicLong nanos = new AtomicLong(-5);
  private final PlatformContact contact = new PlatformContact(CLOCK, nanos::get);

  @Test
  void countsTheTimeThatHasPassedWhateverTheClockShows() {
    // Given
    assertThat(contact.silence()).isNull();
    assertThat(contact.last()).isNull();
    contact.note();
    // When a minute passes, and the clock stands still as if it had been set back by it
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    // Then
    assertThat(contact.silence()).isEqualTo(Duration.ofMinutes(1));
    assertThat(contact.last()).as("by the clock of now").isEqualTo("2026-11-25T11:59:00Z");
  }
}
