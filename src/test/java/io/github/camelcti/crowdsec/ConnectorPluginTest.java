package io.github.camelcti.crowdsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.ConfigurationException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our jar brings into a Camel that another main class started. */
class ConnectorPluginTest {

  private static final Map<String, String> ENVIRONMENT = Map.of("OPENCTI_URL", "http://opencti:8080/",
      "OPENCTI_TOKEN", "token", "CONNECTOR_ID", "6d8c1a44-3c1e-4c8e-9d7a-2f6f3a1b5c00", "CROWDSEC_KEY", "key",
      "CROWDSEC_CONNECT_TIMEOUT", "2s");

  private final CamelContext context = new DefaultCamelContext(false);

  @TempDir
  private Path folder;

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void bringsCheckedSettingsWhereTheyAreAskedFor() throws IOException {
    // Given
    Files.writeString(folder.resolve("application.properties"), "connector.settings = environment\n");
    // When
    new ConnectorPlugin(ENVIRONMENT, folder).load(context);
    context.start();
    // Then
    assertThat(context.getRegistry().lookupByNameAndType("config", Config.class)).isNotNull();
    assertThat(context.getRegistry().lookupByName("metrics")).isNotNull();
    assertThat(context.resolvePropertyPlaceholders("{{crowdsec.connect-timeout}}")).isEqualTo("2000");
  }

  @Test
  void isAskedByAProjectThatHasTheFileOnItsClassPath() throws IOException {
    // Given
    Path classes = Files.createDirectory(folder.resolve("classes"));
    Files.writeString(classes.resolve("application.properties"), "connector.settings = environment\n");
    try (URLClassLoader project = new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      context.setApplicationContextClassLoader(project);
      // When
      new ConnectorPlugin(ENVIRONMENT, folder).load(context);
      // Then
      assertThat(context.getRegistry().lookupByNameAndType("config", Config.class)).isNotNull();
    }
  }

  @Test
  void leavesACamelAloneThatDoesNotAsk() {
    // When
    new ConnectorPlugin(ENVIRONMENT, folder).load(context);
    // Then
    assertThat(context.getRegistry().lookupByName("config")).isNull();
  }

  @Test
  void whoeverAsksForWrongSettingsHearsWhatIsWrong() throws IOException {
    // Given
    Files.writeString(folder.resolve("application.properties"), "connector.settings = environment\n");
    // When
    new ConnectorPlugin(Map.of(), folder).load(context);
    // Then
    assertThatThrownBy(() -> context.getRegistry().lookupByName("config"))
        .isInstanceOf(ConfigurationException.class).hasMessageContaining("OPENCTI_URL");
  }
}
