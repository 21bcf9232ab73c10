package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.text.LenientTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line at the end of a description that says when CrowdSec was last asked and, optionally, what it said. The rest
 * of the description belongs to the analyst.
 */
public final class EnrichmentStamp {

  private static final String WORDS = "Last CrowdSec enrichment: ";
  private static final Pattern STAMP =
      Pattern.compile("(?:\\r?\\n){0,2}`" + WORDS + "(\\d[\\dTtZz:.,+\\- ]{0,40}?)(?: \\(([\\w -]{1,40})\\))?`");
  private static final Pattern WORD = Pattern.compile("[\\w -]{1,40}");
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);

  private EnrichmentStamp() {}

  /**
   * What the newest stamp says.
   *
   * @param time when CrowdSec was asked
   * @param reputation what it said then, null if the stamp does not say
   */
  record Last(@Nullable Instant time, String reputation) {}

  /**
   * The description with its old stamps replaced by one of this time.
   *
   * @param description may be null
   * @param reputation what CrowdSec says now, null to leave it out
   */
  static String replace(@Nullable String description, Instant now, @Nullable String reputation) {
    String rest = description == null ? "" : STAMP.matcher(description).replaceAll("");
    boolean fit = reputation != null && WORD.matcher(reputation).matches();
    String stamp = "`" + WORDS + TIME.format(now) + (fit ? " (" + reputation + ")" : "") + "`";
    return rest.isEmpty() ? stamp : rest + "\n\n" + stamp;
  }

  /**
   * Age of the newest stamp. Stamps in the future are ignored, because otherwise a clock that was wrong once would
   * block an observable for good.
   */
  public static Optional<Duration> age(@Nullable String description, Instant now) {
    return last(description, now).map(last -> Duration.between(last.time(), now));
  }

  /** The newest stamp that is not in the future; may be called with null. */
  static Optional<Last> last(@Nullable String description, Instant now) {
    return STAMP.matcher(description == null ? "" : description).results()
        .map(match -> new Last(LenientTime.parse(match.group(1)), match.group(2)))
        .filter(last -> last.time() != null && !last.time().isAfter(now))
        .max(Comparator.comparing(Last::time));
  }
}
