package io.github.camelcti.crowdsec.route.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.config.Config;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobHoldLimitTest {

  @TempDir
  private Path folder;

  @Test
  void theDefaultsHoldAJobWellWithinRabbitMqsTime() throws Exception {
    assertThat(JobHoldLimit.check(config(Map.of()), shipped())).isEmpty();
    assertThat(JobHoldLimit.of(config(Map.of()), shipped())).isGreaterThan(Duration.ofMinutes(10)).isLessThan(JobHoldLimit.LIMIT);
  }

  static Stream<Arguments> longer() {
    return Stream.of(
        arguments(named("more tries", Map.of("CROWDSEC_MAX_RETRIES", "20")), Map.of()),
        arguments(named("a longer time-out", Map.of("CROWDSEC_RESPONSE_TIMEOUT", "5m")), Map.of()),
        arguments(named("longer waits", Map.of("CROWDSEC_RETRY_DELAY", "5m", "CROWDSEC_RETRY_DELAY_MAX", "10m")), Map.of()),
        arguments(named("more tries at the platform", Map.of()), Map.of("platform.max-retries", "12")),
        arguments(named("longer waits for it", Map.of()), Map.of("platform.retry-delay", "1m", "platform.retry-delay-max", "3m")),
        arguments(named("long held before it goes back", Map.of()), Map.of("job.return-delay", "20m")),
        arguments(named("hooks that may take long", Map.of("CONNECTOR_HOOK_TIMEOUT", "1m")), Map.of()),
        arguments(named("a patient breaker", Map.of()), Map.of("breaker.max-waits", "100")),
        arguments(named("another patient breaker", Map.of()), Map.of("breaker.wait", "1m")));
  }

  @ParameterizedTest
  @MethodSource("longer")
  void saysWhichSettingsToLower(Map<String, String> settings, Map<String, String> lines) throws Exception {
    // Given
    Properties properties = shipped();
    properties.putAll(lines);
    // Then
    assertThat(JobHoldLimit.check(config(settings), properties)).hasValueSatisfying(problem ->
        assertThat(problem.toString()).contains("CROWDSEC_MAX_RETRIES", "platform.max-retries", "28 at most"));
  }

  private Config config(Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "t-0123456789",
        "CONNECTOR_ID", "3f1c2d3e-0000-4a00-8000-000000000001", "CROWDSEC_KEY", "k-0123456789"));
    settings.putAll(more);
    return Config.load(settings, folder);
  }

  private static Properties shipped() throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of("application.properties"))) {
      properties.load(in);
    }
    return properties;
  }
}
