package io.github.camelcti.crowdsec.opencti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.ConfigurationException;
import io.github.camelcti.crowdsec.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How jobs come and results go: the settings, and the address that follows from them. */
class CallbackUriTest {

  private static Config config(String... settings) {
    Map<String, String> environment = new HashMap<>(Map.of(
        "OPENCTI_URL", "http://opencti:8080",
        "OPENCTI_TOKEN", "token",
        "CONNECTOR_ID", "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10",
        "CROWDSEC_KEY", "key"));
    for (int i = 0; i < settings.length; i += 2) {
      if (settings[i + 1] != null) {
        environment.put(settings[i], settings[i + 1]);
      }
    }
    return Config.load(environment, Path.of("no", "such", "folder"));
  }

  @ParameterizedTest(name = "{0}, address {1}, port {2}, path {3}: {4}")
  @CsvSource({
      ", , , , ",
      "AMQP, http://connector:7070, , , ",
      "API, , , , http://127.0.0.1:7070/api/callback",
      "api, , 8088, , http://127.0.0.1:8088/api/callback",
      "API, , , /jobs, http://127.0.0.1:7070/jobs",
      "API, http://connector:9000, 7070, , http://connector:9000/api/callback",
      "API, http://connector:9000/, 7070, , http://connector:9000/api/callback",
      "API, https://proxy.example/crowdsec, , , https://proxy.example/crowdsec/api/callback"})
  void isWhereTheWorkersReachUs(String protocol, String address, String port, String path, String expected) {
    assertThat(CallbackUri.of(config("CONNECTOR_LISTEN_PROTOCOL", protocol, "CONNECTOR_LISTEN_PROTOCOL_API_URI", address,
        "CONNECTOR_LISTEN_PROTOCOL_API_PORT", port, "CONNECTOR_LISTEN_PROTOCOL_API_PATH", path))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
      "CONNECTOR_QUEUE_PROTOCOL, amqp, amqp",
      "CONNECTOR_QUEUE_PROTOCOL, AMQP, amqp",
      "QUEUE_PROTOCOL, amqp, amqp",
      "CONNECTOR_QUEUE_PROTOCOL, , api"})
  void theWayBackIsOneOfTwo(String name, String value, String expected) {
    assertThat(config(name, value).get(Settings.CONNECTOR_QUEUE_PROTOCOL)).isEqualTo(expected);
  }

  @Test
  void anotherWayIsRefusedWithTheOnesThatThereAre() {
    assertThatThrownBy(() -> config("CONNECTOR_QUEUE_PROTOCOL", "kafka"))
        .isInstanceOfSatisfying(ConfigurationException.class, e -> assertThat(e.problems()).singleElement().asString()
            .contains("CONNECTOR_QUEUE_PROTOCOL", "kafka", "api", "amqp"));
  }
}
