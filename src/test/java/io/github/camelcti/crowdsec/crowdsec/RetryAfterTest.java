package io.github.camelcti.crowdsec.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(nullValues = "none", quoteCharacter = '\'', value = {
      "absent, none, none",
      "seconds, 3, 3",
      "seconds with blanks, ' 7 ', 7",
      "nothing to wait, 0, 0",
      "an hour is capped, 3600, 60",
      "more digits than a number has, 99999999999999999999, 60",
      "negative, -5, none",
      "a fraction, 1.5, none",
      "words, soon, none",
      "empty, '', none",
      "a date, 'Wed, 25 Nov 2026 12:00:10 GMT', 10",
      "a date long after, 'Thu, 26 Nov 2026 12:00:00 GMT', 60",
      "a date that has passed, 'Wed, 25 Nov 2026 11:00:00 GMT', none",
      "a date that is none, 'Wed, 99 Nov 2026 11:00:00 GMT', none"
  })
  void reads(String name, String header, Long seconds) {
    Duration wait = RetryAfter.parse(header, Duration.ofSeconds(60), NOON);
    assertThat(wait).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }
}
