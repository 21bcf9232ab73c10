package io.github.camelcti.crowdsec.route.intake;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.RouteTimes;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.crowdsec.AnswerCache;
import io.github.camelcti.crowdsec.crowdsec.AnswerJudge;
import io.github.camelcti.crowdsec.http.HttpClients;
import io.github.camelcti.crowdsec.opencti.result.DirectWrites;
import io.github.camelcti.crowdsec.opencti.result.WorkerMessages;
import io.github.camelcti.crowdsec.route.job.Hooks;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * The longest time that a job can take. RabbitMQ takes back a message that a consumer has not acknowledged for 30
 * minutes, and gives it to another one; so everything that a job may wait for has to fit well within that.
 */
public final class JobHoldLimit {

  static final Duration LIMIT = Duration.ofMinutes(28);

  /** How much Camel varies each wait (collision avoidance). */
  private static final double JITTER = 1.15;
  /** Read the observable, read the indicator, announce, deliver, end the work. */
  private static final int PLATFORM_CALLS = 5;

  private JobHoldLimit() {}

  /**
   * @param properties the lines of {@code application.properties}
   * @return the longest time from taking a job to its end or its return to the queue, never null
   * @throws NumberFormatException if a line is missing, or is not a number or a duration
   */
  static Duration of(Config config, Properties properties) {
    Duration platform = platform(properties, HttpClients.PLATFORM_CONNECT.plus(HttpClients.PLATFORM_RESPONSE));
    Duration workers = platform(properties, HttpClients.PLATFORM_CONNECT.plus(WorkerMessages.CONFIRMS));
    Duration turn = config.find(Settings.CROWDSEC_MAX_REQUESTS_PER_SECOND)
        .map(perSecond -> Duration.ofMillis(1000L * config.get(Settings.CONNECTOR_CONCURRENCY) / perSecond))
        .orElse(Duration.ZERO);
    Duration lookUp = tries(config.get(Settings.CROWDSEC_MAX_RETRIES),
        config.get(Settings.CROWDSEC_CONNECT_TIMEOUT).plus(config.get(Settings.CROWDSEC_RESPONSE_TIMEOUT)).plus(turn),
        config.get(Settings.CROWDSEC_RETRY_DELAY), config.get(Settings.CROWDSEC_RETRY_DELAY_MAX), AnswerJudge.LONGEST_WAIT);
    Duration breaker = time(properties, "breaker.wait").multipliedBy(number(properties, "breaker.max-waits"));
    return platform.multipliedBy(PLATFORM_CALLS)
        // The longer of two ways: object by object, or through the broker.
        .plus(workers.compareTo(DirectWrites.LONGEST) > 0 ? workers : DirectWrites.LONGEST)
        .plus(config.get(Settings.CONNECTOR_HOOK_TIMEOUT).multipliedBy(Hooks.NAMES.size()))
        .plus(lookUp).plus(AnswerCache.PATIENCE).plus(breaker)
        .plus(time(properties, "job.return-delay"));
  }

  /** The problem with settings that may hold a job for too long; empty if there is none. */
  public static Optional<Problem> check(Config config, Properties properties) {
    Duration longest;
    try {
      longest = of(config, properties);
    } catch (NumberFormatException e) {
      return Optional.empty(); // the routes need that line: Camel reports what is wrong with it
    }
    if (longest.compareTo(LIMIT) <= 0) {
      return Optional.empty();
    }
    return Optional.of(new Problem("CROWDSEC_MAX_RETRIES, CROWDSEC_*_TIMEOUT, CROWDSEC_RETRY_DELAY*, CONNECTOR_HOOK_TIMEOUT", null, null,
        "allow a job to take up to " + minutes(longest) + " minutes, but RabbitMQ takes it back after 30",
        "Lower them, or platform.max-retries, breaker.max-waits, breaker.wait in application.properties, to get it down"
            + " to " + LIMIT.toMinutes() + " at most"));
  }

  private static Duration platform(Properties properties, Duration call) {
    return tries(number(properties, "platform.max-retries"), call, time(properties, "platform.retry-delay"),
        time(properties, "platform.retry-delay-max"), Duration.ZERO);
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

  private static Duration time(Properties properties, String key) {
    return RouteTimes.parse(properties.getProperty(key));
  }

  private static long number(Properties properties, String key) {
    return Long.parseLong(properties.getProperty(key, "").strip());
  }
}
