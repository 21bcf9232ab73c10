package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.support.TestCa;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The first four lines of the log. */
class BannerTest {

  private static final TestCa.Issued OWN = new TestCa("A CA").issue("localhost");

  @TempDir
  private Path folder;

  static Stream<Arguments> endpoints() {
    return Stream.of(
        arguments(named("defaults", Map.of()), "Endpoints: http://127.0.0.1:9876/observe/health and /observe/metrics"),
        arguments(named("TLS for operators", Map.of("CONNECTOR_MANAGEMENT_SSL", "true",
            "CONNECTOR_MANAGEMENT_SSL_CERT", OWN.pem(), "CONNECTOR_MANAGEMENT_SSL_KEY", OWN.keyPem())),
            "Endpoints: https://127.0.0.1:9876/observe/health and /observe/metrics"),
        arguments(named("metrics only", Map.of("CONNECTOR_MANAGEMENT_ENABLED", "false", "CONNECTOR_EXPOSE_METRICS", "true")),
            "Endpoints: http://0.0.0.0:9095/metrics"),
        arguments(named("none", Map.of("CONNECTOR_MANAGEMENT_ENABLED", "false")), "Endpoints: none"));
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void theLastLineSaysWhereToLook(Map<String, String> settings, String line) {
    // Given
    Map<String, String> environment = new HashMap<>(Map.of("OPENCTI_URL", "http://opencti:8080",
        "OPENCTI_TOKEN", "planted-token-0123456789", "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10",
        "CROWDSEC_KEY", "planted-key-0123456789"));
    environment.putAll(settings);
    // When
    var lines = Banner.lines(Config.load(environment, folder));
    // Then
    assertThat(lines).hasSize(4).last().isEqualTo(line);
    assertThat(lines.get(0)).startsWith("CrowdSec connector for OpenCTI ").contains("http://opencti:8080 as 'CrowdSec'",
        "jobs from RabbitMQ", "IPv4-Addr and IPv6-Addr", "on request", "TLP:AMBER and PAP:AMBER");
    assertThat(lines.toString()).doesNotContain("planted");
    assertThat(Path.of("docs/operations.md")).content().contains("  " + lines.get(0) + "\n");
  }
}
