package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Problem;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.http.HttpClients;
import io.github.camelcti.crowdsec.opencti.DirectWrites;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * The longest that a job can be in hand. RabbitMQ takes a message away from a consumer that has not acknowledged it for
 * 30 minutes, and gives it to another one; so everything that a job may wait for has to fit well within that.
 */
public final class HoldBound {

  static final Duration LIMIT = Duration.ofMinutes(27);

  /** Camel varies each wait by so much (collision avoidance). */
  private static final double JITTER = 1.15;
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(60);
  private static final Duration WAIT_FOR_ANOTHER_JOBS_CALL = Duration.ofMinutes(1);
  /** Read, deliver, end the work. */
  private static final int PLATFORM_CALLS = 3;

  private HoldBound() {}

  /**
   * @param config the settings
   * @param properties the lines of {@code application.properties}
   * @return the longest time from taking a job to its end or its return, never null
   */
  static Duration of(Config config, Properties properties) {
    Duration platform = tries(number(properties, "platform.max-retries", 5),
        HttpClients.PLATFORM_CONNECT.plus(HttpClients.PLATFORM_RESPONSE),
        Duration.ofMillis(number(properties, "platform.retry-delay", 1000)),
        Duration.ofMillis(number(properties, "platform.retry-delay-max", 30_000)), Duration.ZERO);
    Duration turn = config.find(Settings.CROWDSEC_MAX_REQUESTS_PER_SECOND)
        .map(perSecond -> Duration.ofMillis(1000L * config.get(Settings.CONNECTOR_CONCURRENCY) / perSecond))
        .orElse(Duration.ZERO);
    Duration lookUp = tries(config.get(Settings.CROWDSEC_MAX_RETRIES),
        config.get(Settings.CROWDSEC_CONNECT_TIMEOUT).plus(config.get(Settings.CROWDSEC_RESPONSE_TIMEOUT)).plus(turn),
        config.get(Settings.CROWDSEC_RETRY_DELAY), config.get(Settings.CROWDSEC_RETRY_DELAY_MAX), LONGEST_RETRY_AFTER);
    Duration breaker = Duration.ofMillis(number(properties, "breaker.max-waits", 12) * number(properties, "breaker.wait", 5000));
    return platform.multipliedBy(PLATFORM_CALLS)
        .plus(DirectWrites.LONGEST)
        .plus(lookUp).plus(WAIT_FOR_ANOTHER_JOBS_CALL).plus(breaker)
        .plus(Duration.ofMillis(number(properties, "job.return-delay", 2000)));
  }

  /** What is wrong with settings that may hold a job for too long; empty if they do not. */
  public static Optional<Problem> check(Config config, Properties properties) {
    Duration longest = of(config, properties);
    if (longest.compareTo(LIMIT) <= 0) {
      return Optional.empty();
    }
    return Optional.of(new Problem("CROWDSEC_MAX_RETRIES, CROWDSEC_*_TIMEOUT, CROWDSEC_RETRY_DELAY*", null, null,
        "let a job be in hand for up to " + minutes(longest) + " minutes, and RabbitMQ takes it away after 30",
        "Lower them, or platform.max-retries, breaker.max-waits, breaker.wait in application.properties, until it is "
            + LIMIT.toMinutes() + " at most"));
  }

  private static Duration tries(long retries, Duration call, Duration firstWait, Duration longestWait, Duration leastWait) {
    Duration sum = call.multipliedBy(retries + 1);
    Duration wait = firstWait;
    for (long i = 0; i < retries; i++) {
      Duration capped = wait.compareTo(longestWait) < 0 ? wait : longestWait;
      Duration varied = Duration.ofMillis((long) (capped.toMillis() * JITTER));
      sum = sum.plus(varied.compareTo(leastWait) < 0 ? leastWait : varied);
      wait = wait.multipliedBy(2).compareTo(longestWait) < 0 ? wait.multipliedBy(2) : longestWait;
    }
    return sum;
  }

  private static long minutes(Duration duration) {
    return (duration.toSeconds() + 59) / 60;
  }

  private static long number(Properties properties, String key, long otherwise) {
    try {
      return Long.parseLong(properties.getProperty(key, "").strip());
    } catch (NumberFormatException e) {
      return otherwise; // Camel says what is wrong with it
    }
  }
}
