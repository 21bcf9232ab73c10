package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.config.source.Source;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The durations in {@code application.properties}, written as Camel accepts them: milliseconds, or numbers with units.
 * They are read only here and routes get milliseconds, because Camel turns what it can't read into 0 in one place and
 * a failed job in another.
 */
public final class RouteTimes {

  private static final String PING = "ping.period";
  private static final List<String> LINES = List.of(PING, "registration.retry-delay", "registration.retry-delay-max",
      "platform.retry-delay", "platform.retry-delay-max", "job.return-delay", "breaker.wait");

  private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{1,15}");
  private static final String NUMBER = "([0-9]{1,9})";
  private static final Pattern UNITS = Pattern.compile("(?=.)(?:" + NUMBER + "d)?(?:" + NUMBER + "h)?(?:" + NUMBER + "m)?(?:"
      + NUMBER + "s)?(?:" + NUMBER + "ms)?");
  private static final List<Duration> UNIT = List.of(Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1),
      Duration.ofSeconds(1), Duration.ofMillis(1));

  private RouteTimes() {}

  /**
   * Reads a duration.
   *
   * @param text {@code 40000}, {@code 40s}, {@code 1m30s}
   * @throws NumberFormatException if it is not a duration, or null
   */
  public static Duration parse(@Nullable String text) {
    String bare = text == null ? "" : text.strip();
    if (MILLISECONDS.matcher(bare).matches()) {
      return Duration.ofMillis(Long.parseLong(bare));
    }
    Matcher matcher = UNITS.matcher(bare);
    if (!matcher.matches()) {
      throw new NumberFormatException("'" + bare + "' is not a duration");
    }
    Duration sum = Duration.ZERO;
    for (int i = 0; i < UNIT.size(); i++) {
      String number = matcher.group(i + 1);
      sum = number == null ? sum : sum.plus(UNIT.get(i).multipliedBy(Long.parseLong(number)));
    }
    return sum;
  }

  /**
   * All that are set.
   *
   * @param lines of {@code application.properties}
   * @param problems receives those that can't be read
   * @return milliseconds by the line's name
   */
  static Map<String, String> milliseconds(Map<String, Source.Entry> lines, List<Problem> problems) {
    Map<String, String> times = new LinkedHashMap<>();
    for (String line : LINES) {
      Source.Entry entry = lines.get(line);
      if (entry == null) {
        continue; // the routes name it, so Camel reports that it is missing
      }
      try {
        Duration time = parse(entry.text());
        if (line.equals(PING) && time.isZero()) {
          throw new NumberFormatException("zero time between two pings");
        }
        times.put(line, String.valueOf(time.toMillis()));
      } catch (NumberFormatException e) {
        problems.add(new Problem(line, entry.origin(), entry.text(), "is not a valid duration",
            "Write milliseconds (40000) or units (40s, 1m30s, 500ms)."));
      }
    }
    return times;
  }
}
