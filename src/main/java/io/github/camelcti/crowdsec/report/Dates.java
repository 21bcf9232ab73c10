package io.github.camelcti.crowdsec.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Dates for people, in UTC. */
public final class Dates {

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
  private static final long DAYS_TOLD_AS_DAYS = 60;
  private static final long DAYS_OF_MONTH = 30;
  private static final long DAYS_OF_YEAR = 365;

  private Dates() {}

  /** The day; an empty text for null. */
  public static String day(@Nullable Instant time) {
    return time == null ? "" : DAY.format(time);
  }

  /** Day and minute. */
  public static String minute(Instant time) {
    return MINUTE.format(time);
  }

  /** How old something is: {@code less than a minute}, {@code 3 hours}, {@code 12 days}. */
  public static String age(Instant time, Instant now) {
    Duration age = Duration.between(time, now);
    long number = age.toHours() == 0 ? age.toMinutes() : age.toDays() < 2 ? age.toHours() : age.toDays();
    String unit = age.toHours() == 0 ? "minute" : age.toDays() < 2 ? "hour" : "day";
    return number == 0 ? "less than a minute" : number + " " + unit + (number == 1 ? "" : "s");
  }

  /** Roughly how long ago that was; null for the future. */
  public static @Nullable String ago(Instant time, Instant now) {
    long days = Duration.between(time, now).toDays();
    if (time.isAfter(now)) {
      return null;
    }
    if (days < 2) {
      return days == 0 ? "within a day" : "a day ago";
    }
    if (days < DAYS_TOLD_AS_DAYS) {
      return days + " days ago";
    }
    return days < 2 * DAYS_OF_YEAR ? days / DAYS_OF_MONTH + " months ago" : days / DAYS_OF_YEAR + " years ago";
  }
}
