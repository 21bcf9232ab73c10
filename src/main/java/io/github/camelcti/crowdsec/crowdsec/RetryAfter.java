package io.github.camelcti.crowdsec.crowdsec;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header in both its forms, seconds and HTTP date (RFC 9110, 10.2.3). */
public final class RetryAfter {

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss zzz", Locale.ENGLISH);
  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /**
   * @param value the header, may be null
   * @param cap the longest wait; a server that asks for an hour must not hold a job for an hour
   * @return the wait, between nothing and the cap; null when the header is absent, negative, unreadable or a date that
   *     has passed here: one of the two clocks is wrong then, and no wait at all would spend all tries in a moment
   */
  public static @Nullable Duration parse(@Nullable String value, Duration cap, Clock clock) {
    Duration wait = value == null ? null : read(value.strip(), clock);
    if (wait == null) {
      return null;
    }
    return wait.compareTo(cap) > 0 ? cap : wait;
  }

  private static @Nullable Duration read(String value, Clock clock) {
    if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return value.length() > MOST_DIGITS ? Duration.ofSeconds(Long.MAX_VALUE) : Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Duration until = Duration.between(clock.instant(), ZonedDateTime.parse(value, HTTP_DATE).toInstant());
      return until.isNegative() ? null : until;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
