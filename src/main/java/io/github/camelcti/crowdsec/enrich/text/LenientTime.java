package io.github.camelcti.crowdsec.enrich.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates in any form of ISO 8601 that names a day: calendar, week and ordinal dates, with or without hyphens, with a
 * time or alone, with an offset, with Z or without either. Without a time it is midnight, without an offset UTC.
 */
public final class LenientTime {

  private static final Pattern FORM = Pattern.compile(
      "(?<date>\\d{4}-\\d\\d-\\d\\d|\\d{8}|\\d{4}-?\\d{3}|\\d{4}-?W\\d\\d-?\\d)"
          + "(?:(?:T| +)(?<hour>\\d\\d)(?::?(?<minute>\\d\\d)(?::?(?<second>\\d\\d))?)?(?:[.,](?<fraction>\\d{1,30}))?)?"
          + "(?: *(?<offset>Z|[+-]\\d\\d(?::?\\d\\d)?)(?:\\[[^\\]]*\\])?)?");
  private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
      .appendOptional(DateTimeFormatter.BASIC_ISO_DATE)
      .appendOptional(DateTimeFormatter.ISO_LOCAL_DATE)
      .appendOptional(DateTimeFormatter.ISO_WEEK_DATE)
      .appendOptional(DateTimeFormatter.ofPattern("uuuuDDD"))
      .toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT); // no 30 February
  private static final int NANO_DIGITS = 9;
  private static final int SECONDS_OF_A_MINUTE = 60;
  private static final int SECONDS_OF_AN_HOUR = 3600;
  private static final int LAST_HOUR = 24;
  private static final int LEAP_SECOND = 60;
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 9999;

  private LenientTime() {}

  /** The instant, null if the text is not a date. */
  public static @Nullable Instant parse(@Nullable String text) {
    // ISO 8601 prefers the minus sign U+2212 to the hyphen.
    Matcher parts = FORM.matcher(text == null ? "" : text.strip().toUpperCase(Locale.ROOT).replace('\u2212', '-'));
    if (!parts.matches()) {
      return null;
    }
    try {
      Instant instant = time(parts, date(parts.group("date")));
      // The platform's database accepts no other years, and such reports can't be real.
      int year = instant.atOffset(ZoneOffset.UTC).getYear();
      return year >= FIRST_YEAR && year <= LAST_YEAR ? instant : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static LocalDate date(String text) {
    String digits = text.replace("-", "");
    // 2024W313 is read as 2024-W31-3, because Java only knows week dates with hyphens.
    return LocalDate.parse(digits.contains("W")
        ? digits.substring(0, 4) + "-" + digits.substring(4, 7) + "-" + digits.substring(7) : digits, DATE);
  }

  private static Instant time(Matcher parts, LocalDate date) {
    int hour = number(parts.group("hour"));
    int minute = number(parts.group("minute"));
    int second = number(parts.group("second"));
    boolean midnight = hour == LAST_HOUR && minute == 0 && second == 0 && parts.group("fraction") == null;
    boolean leap = second == LEAP_SECOND;
    String digits = parts.group("fraction") == null ? "" : parts.group("fraction");
    long billionths = number((digits + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS));
    // A fraction belongs to the last part that is present.
    long nanos = billionths * (parts.group("minute") == null ? SECONDS_OF_AN_HOUR : parts.group("second") == null ? SECONDS_OF_A_MINUTE : 1);
    String offset = parts.group("offset") == null ? "Z" : parts.group("offset");
    OffsetDateTime time = date.atTime(LocalTime.of(midnight ? 0 : hour, minute, leap ? LEAP_SECOND - 1 : second))
        .atOffset(ZoneOffset.of(offset));
    return time.plusDays(midnight ? 1 : 0).plusSeconds(leap ? 1 : 0).plusNanos(nanos).toInstant();
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
