package io.github.camelcti.crowdsec.stix;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Dates as OpenCTI writes them. Ids contain such texts, so there is only one form: UTC, whole seconds. */
public final class StixTime {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.'000Z'").withZone(ZoneOffset.UTC);

  private StixTime() {}

  /** For example {@code 2024-06-27T08:12:33.000Z}; null stays null. */
  public static @Nullable String format(@Nullable Instant instant) {
    return instant == null ? null : FORMAT.format(instant);
  }
}
