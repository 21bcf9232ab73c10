package io.github.camelcti.crowdsec.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.support.ConnectorProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that can't be read. What edits of readable ones do is in ReloadIT. */
class RouteReloadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  private Path folder;

  /** A file that is being replaced is away for a moment; one that stays away needs somebody. */
  @Test
  void whatStaysUnreadableIsSaid() throws Exception {
    ConnectorProcess.copyRoutes(folder);
    Path properties = folder.resolve("application.properties");
    byte[] before = Files.readAllBytes(properties);
    Config config = Config.load(Map.of("OPENCTI_URL", "http://opencti:8080", "OPENCTI_TOKEN", "token", "CONNECTOR_ID",
        "5b1d2c7e-0f5c-4c43-9b5e-3f2a9b1c7d10", "CROWDSEC_KEY", "key"), folder);
    RouteReload reload = new RouteReload(folder, config, Clock.systemUTC());
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      reload.setCamelContext(context);
      reload.begin();
      context.start();
      context.addService(reload);
      assertThat(Objects.requireNonNull(reload.state()).refusal()).isNull();
      // When
      Files.delete(properties);
      // Then
      awaitRefusal(reload, "they can't be read: there is no " + properties);
      // When
      Files.write(properties, before);
      // Then
      awaitRefusal(reload, null);
      // When
      Files.write(properties, "own.line = f\u00fcr".getBytes(StandardCharsets.ISO_8859_1));
      // Then
      awaitRefusal(reload, "they can't be read: application.properties is not UTF-8; save it in that encoding");
    }
  }

  private static void awaitRefusal(RouteReload reload, String refusal) {
    await().atMost(PATIENCE).until(() -> Objects.equals(Objects.requireNonNull(reload.state()).refusal(), refusal));
  }
}
