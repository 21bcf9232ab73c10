package io.github.camelcti.crowdsec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.Terminal;
import io.github.camelcti.crowdsec.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code show-config}: every value with its source, no secret, also when something is wrong. */
class ShowConfigCommandTest {

  private static final String TOKEN = "planted-token-4711";
  private static final String KEY = "planted-key-4712";

  @TempDir
  private Path directory;

  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void valuesFromEverySource() throws IOException {
    Files.writeString(directory.resolve("token"), TOKEN);
    environment.put("OPENCTI_URL", "http://opencti:8080");
    environment.put("OPENCTI_TOKEN_FILE", directory.resolve("token").toString());
    environment.put("HTTPS_PROXY", "http://user:planted-pass@proxy:3128");
    Files.writeString(directory.resolve("config.yml"), """
        connector:
          id: 5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10
        crowdsec:
          key: planted-key-4712
        """);
    Files.writeString(directory.resolve("application.properties"), "crowdsec.max-tlp = TLP:GREEN\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "OPENCTI_URL      | http://opencti:8080                  | environment",
    "OPENCTI_TOKEN    | ***                                  | file of OPENCTI_TOKEN_FILE",
    "HTTPS_PROXY      | ***                                  | environment",
    "CONNECTOR_ID     | 5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10 | config.yml line 2",
    "CROWDSEC_KEY     | ***                                  | config.yml line 4",
    "CROWDSEC_MAX_TLP | TLP:GREEN                            | application.properties",
    "CONNECTOR_SCOPE  | IPv4-Addr,IPv6-Addr                  | default",
    "MQ_HOST          |                                      | not set"})
  void saysWhereEachValueCameFrom(String name, String value, String origin) {
    Terminal json = type("--json");
    assertThat(json.exitCode()).isZero();
    JsonNode setting = find(json.json(), name);
    assertThat(setting.path("value").asText(null)).isEqualTo(value);
    assertThat(setting.path("origin").asText()).isEqualTo(origin);
    String shown = value == null ? "-" : java.util.regex.Pattern.quote(value);
    assertThat(type().out()).containsPattern(" +" + name + " +" + shown + " +" + origin);
  }

  @Test
  void showsEverySettingAndNoSecret() {
    Terminal text = type();
    Settings.all().forEach(setting -> assertThat(text.out()).contains("  " + setting + " "));
    assertThat(text.out() + text.err() + type("--json").out()).doesNotContain(TOKEN, KEY, "planted-pass");
  }

  @Test
  void leavesDefaultsOutWhenAsked() {
    assertThat(type("--changed").out()).contains("CROWDSEC_MAX_TLP").doesNotContain("CONNECTOR_SCOPE", "MQ_HOST");
  }

  @Test
  void showsWhatIsWrongBesideWhatIsRight() {
    // Given
    environment.put("CROWDSEC_MAX_TPL", "TLP:RED");
    environment.put("CONNECTOR_CONCURRENCY", "many");
    environment.remove("OPENCTI_TOKEN_FILE");
    // When
    Terminal text = type();
    JsonNode json = type("--json").json();
    // Then
    assertThat(text.exitCode()).isEqualTo(2);
    assertThat(text.out()).contains("OPENCTI_URL", "did you mean CROWDSEC_MAX_TLP?", "Problems", "\"many\"",
        "OPENCTI_TOKEN: is required but not set");
    assertThat(json.path("problems")).hasSize(2);
    assertThat(json.path("warnings")).hasSize(1);
    assertThat(find(json, "CONNECTOR_CONCURRENCY").path("value").isNull()).isTrue();
    assertThat(find(json, "CONNECTOR_CONCURRENCY").path("origin").asText()).isEqualTo("environment");
  }

  private static JsonNode find(JsonNode json, String name) {
    for (JsonNode setting : json.path("settings")) {
      if (setting.path("name").asText().equals(name)) {
        return setting;
      }
    }
    throw new AssertionError(name + " is not in " + json);
  }

  private Terminal type(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "show-config";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return Terminal.type(environment, directory, arguments);
  }
}
