package io.github.camelcti.crowdsec.config;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a job may stand at one step: {@code CONNECTOR_STUCK_AFTER}, but never less than what a step may rightly take.
 *
 * @param counts the time that counts
 * @param because what a step may wait for so long; empty if the setting counts
 */
public record StuckLimit(Duration counts, String because) {

  /** Camel varies the pauses before retries by up to a fifth. */
  private static final double JITTER = 1.2;

  /**
   * @param times the {@link RouteTimes} by name; null for one that is not set
   */
  public static StuckLimit of(Config config, Function<String, @Nullable Duration> times) {
    Duration call = config.get(Settings.CROWDSEC_CONNECT_TIMEOUT).plus(config.get(Settings.CROWDSEC_RESPONSE_TIMEOUT));
    return Stream.of(
        new StuckLimit(config.get(Settings.CONNECTOR_STUCK_AFTER), ""),
        new StuckLimit(call, "a call to CrowdSec may take that long (CROWDSEC_CONNECT_TIMEOUT, CROWDSEC_RESPONSE_TIMEOUT)"),
        new StuckLimit(varied(config.get(Settings.CROWDSEC_RETRY_DELAY_MAX)),
            "the pause before a retry may take that long (CROWDSEC_RETRY_DELAY_MAX and a fifth more)"),
        new StuckLimit(varied(time(times, "platform.retry-delay-max")),
            "the pause before a retry may take that long (platform.retry-delay-max in application.properties and a fifth more)"),
        new StuckLimit(time(times, "breaker.wait"),
            "a job may wait that long for the circuit breaker (breaker.wait in application.properties)"))
        .max(Comparator.comparing(StuckLimit::counts)).orElseThrow();
  }

  private static Duration varied(Duration pause) {
    return Duration.ofMillis((long) (pause.toMillis() * JITTER));
  }

  private static Duration time(Function<String, @Nullable Duration> times, String name) {
    Duration time = times.apply(name);
    return time == null ? Duration.ZERO : time;
  }

  /** The warning for somebody who set a shorter time; empty if that is what counts. */
  Optional<String> remark(Config config) {
    Setting<Duration> setting = Settings.CONNECTOR_STUCK_AFTER;
    return because.isEmpty() || config.origin(setting).equals(Config.DEFAULT) ? Optional.empty()
        : Optional.of(setting + " (" + config.origin(setting) + ") is " + setting.type().written(config.get(setting)) + ", but "
            + setting.type().written(counts) + " count: " + because);
  }
}
