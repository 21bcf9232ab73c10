package io.github.camelcti.crowdsec.config.type;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration: plain seconds as in the Python connector, a number with a unit, or ISO 8601. */
public final class DurationType {

  // Eighteen digits fit into a long; more make no sense in any unit.
  private static final Pattern NUMBER = Pattern.compile("([0-9]{1,18}) *(ms|s|m|h|d)?");
  private static final Map<String, Duration> UNITS = Map.of(
      "ms", Duration.ofMillis(1),
      "s", Duration.ofSeconds(1),
      "m", Duration.ofMinutes(1),
      "h", Duration.ofHours(1),
      "d", Duration.ofDays(1));

  private DurationType() {}

  /** A duration within limits, both included. */
  public static ValueType<Duration> between(Duration shortest, Duration longest) {
    String limits = written(shortest) + " to " + written(longest);
    return ValueType.of(
        "a duration from " + limits + ": seconds (10), with a unit (500ms, 10s, 5m, 1h, 1d) or ISO 8601 (PT10S)",
        text -> {
          Duration value = read(text);
          if (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0) {
            throw new InvalidValueException("is not between " + written(shortest) + " and " + written(longest));
          }
          return value;
        },
        schema -> schema.put("type", "string").put("pattern", "^([0-9]+ *(ms|s|m|h|d)?|P[0-9DTHMS.]+)$"))
        .inBrief("duration from " + limits)
        .canonical(value -> Long.toString(value.toMillis())) // what Camel's options take
        .written(DurationType::written).with(ValueType.Trait.BARE_IN_YAML);
  }

  /**
   * Reads any duration.
   *
   * @param text seconds ({@code 10}), with a unit ({@code 500ms}, {@code 5m}, {@code 30d}) or ISO 8601
   * @throws InvalidValueException if it is none of these
   */
  public static Duration read(String text) {
    try {
      Matcher matcher = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
      if (matcher.matches()) {
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return Objects.requireNonNull(UNITS.get(unit), "unit").multipliedBy(Long.parseLong(matcher.group(1)));
      }
      return Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new InvalidValueException("is not a duration");
    }
  }

  private static String written(Duration value) {
    if (value.toMillis() % 1000 != 0) {
      return value.toMillis() + "ms";
    }
    long seconds = value.toSeconds();
    if (seconds == 0 || seconds % 60 != 0 || seconds < 600) {
      return seconds + "s";
    }
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }
}
