package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.text.LenientTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The description of an indicator. It ends with the values that we gave the indicator, so that the next enrichment, in
 * any process, can see whether somebody changed them. They are kept nowhere else.
 *
 * @param opening what comes before the values
 * @param score null if CrowdSec had none
 * @param confidence null in a text without values, such as the Python connector's
 * @param dates when its validity starts: the platform keeps the former date as long as the score stays the same
 */
record IndicatorText(String opening, @Nullable Integer score, @Nullable Integer confidence, List<Instant> dates) {

  private static final Pattern VALUES = Pattern.compile(
      "(?s)(.*) \\((?:score (\\d{1,3}), )?confidence (\\d{1,3})(?:, valid from (\\S+?))?(?:, formerly (\\S+?))?\\)");

  /** The text; what is null is left out. */
  static String of(String opening, @Nullable Integer score, int confidence, @Nullable String validFrom, @Nullable String formerly) {
    return opening + " (" + (score == null ? "" : "score " + score + ", ") + "confidence " + confidence
        + (validFrom == null ? "" : ", valid from " + validFrom) + (formerly == null ? "" : ", formerly " + formerly) + ")";
  }

  /** Reads such a text; without values, all of it is the opening. May be called with null. */
  static IndicatorText read(@Nullable String description) {
    Matcher matcher = VALUES.matcher(description == null ? "" : description.strip());
    if (!matcher.matches()) {
      return new IndicatorText(description == null ? "" : description.strip(), null, null, List.of());
    }
    List<Instant> dates = new ArrayList<>();
    Stream.of(matcher.group(4), matcher.group(5)).filter(Objects::nonNull).map(LenientTime::parse)
        .filter(Objects::nonNull).forEach(dates::add);
    return new IndicatorText(matcher.group(1), number(matcher.group(2)), number(matcher.group(3)), List.copyOf(dates));
  }

  boolean hasValues() {
    return confidence != null;
  }

  private static @Nullable Integer number(String digits) {
    return Optional.ofNullable(digits).map(Integer::valueOf).orElse(null);
  }
}
