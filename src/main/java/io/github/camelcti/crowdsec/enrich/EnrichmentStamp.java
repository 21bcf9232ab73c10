package io.github.camelcti.crowdsec.enrich;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The line at the end of a description that says when CrowdSec was asked last. The rest is the analyst's. */
public final class EnrichmentStamp {

  private static final String WORDS = "Last CrowdSec enrichment: ";
  private static final Pattern STAMP =
      Pattern.compile("(?:\\r?\\n){0,2}`" + WORDS + "(\\d[\\dTtZz:.,+\\- ]{0,40})`");
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);

  private EnrichmentStamp() {}

  /** The description with its old stamps replaced by one of this time; may be called with null. */
  static String replace(String description, Instant now) {
    String rest = description == null ? "" : STAMP.matcher(description).replaceAll("");
    String stamp = "`" + WORDS + FORMAT.format(now) + "`";
    return rest.isEmpty() ? stamp : rest + "\n\n" + stamp;
  }

  /**
   * How long ago the newest stamp was made. Stamps of the future are passed over: with a wrong clock once, an
   * observable would otherwise be blocked for good.
   */
  public static Optional<Duration> age(String description, Instant now) {
    if (description == null) {
      return Optional.empty();
    }
    return STAMP.matcher(description).results()
        .map(match -> LenientTime.parse(match.group(1)))
        .filter(Objects::nonNull)
        .filter(time -> !time.isAfter(now))
        .max(Comparator.naturalOrder())
        .map(time -> Duration.between(time, now));
  }
}
