package io.github.camelcti.crowdsec.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTimesTest {

  @TempDir
  private Path folder;

  @ParameterizedTest
  @CsvSource({"40000, 40000", "0, 0", "40s, 40000", "1m30s, 90000", "500ms, 500", "1h, 3600000", "2d1h, 176400000",
      "1s250ms, 1250", "1h1m1s1ms, 3661001", "007, 7"})
  void readsWhatCamelReadsAndAsCamelDoes(String text, long milliseconds) {
    assertThat(RouteTimes.parse(text).toMillis()).isEqualTo(milliseconds).isEqualTo(TimeUtils.toMilliSeconds(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "4O000", "40 s", "40S", "PT40S", "-1", "1.5s", "30s1m", "40x", "s", "9999999999s", "40ss"})
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> RouteTimes.parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping.period", "registration.retry-delay", "registration.retry-delay-max", "platform.retry-delay",
      "platform.retry-delay-max", "job.return-delay", "breaker.wait"})
  void everyLineIsReadOnceAndAWrongOneIsAProblem(String line) throws Exception {
    // Given
    Properties shipped = new Properties();
    try (var in = Files.newBufferedReader(Path.of("application.properties"))) {
      shipped.load(in);
    }
    assertThat(shipped).containsKey(line);
    // When it has units
    Files.writeString(folder.resolve("application.properties"), line + " = 1m30s\n");
    // Then routes get milliseconds
    assertThat(load().asCamelProperties()).containsEntry(line, "90000");
    // When it is wrong
    Files.writeString(folder.resolve("application.properties"), line + " = soon\n");
    // Then
    assertThatThrownBy(this::load).isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(line + " (application.properties): \"soon\" is not a valid duration")
        .hasMessageContaining("Write milliseconds (40000) or units (40s, 1m30s, 500ms).");
  }

  @Test
  void pingsWithoutAPauseAreAProblem() throws Exception {
    Files.writeString(folder.resolve("application.properties"), "ping.period = 0\n");
    assertThatThrownBy(this::load).hasMessageContaining("ping.period");
  }

  private Config load() {
    return Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "t-0123456789",
        "CONNECTOR_ID", "3f1c2d3e-0000-4a00-8000-000000000001", "CROWDSEC_KEY", "k-0123456789"), folder);
  }
}
