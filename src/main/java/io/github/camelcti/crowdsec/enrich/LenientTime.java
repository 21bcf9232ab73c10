package io.github.camelcti.crowdsec.enrich;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/** Reads dates as Python writes them: with an offset, with Z, or without either, which means UTC. */
final class LenientTime {

  private static final Pattern SPACE = Pattern.compile("^(\\S{10}) ");
  private static final int FIRST_YEAR = 1970;
  private static final int LAST_YEAR = 9999;

  private LenientTime() {}

  /** The instant, null if the text is none. */
  static Instant parse(String text) {
    if (text == null) {
      return null;
    }
    try {
      String iso = SPACE.matcher(text.strip()).replaceFirst("$1T");
      TemporalAccessor parsed = DateTimeFormatter.ISO_DATE_TIME
          .parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
      OffsetDateTime time = parsed instanceof OffsetDateTime offset ? offset
          : ((LocalDateTime) parsed).atOffset(ZoneOffset.UTC);
      // The platform's database takes no other years, and reports from such years are no reports.
      int year = time.withOffsetSameInstant(ZoneOffset.UTC).getYear();
      return year >= FIRST_YEAR && year <= LAST_YEAR ? time.toInstant() : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
