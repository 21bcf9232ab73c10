package io.github.camelcti.crowdsec;

import io.github.camelcti.crowdsec.config.ApplicationProperties;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * Camel's main, without the first of its two looks at the YAML files. That one makes every bean, so that lines of
 * {@code application.properties} can name one; the second makes them all again, and those are the ones that stay.
 */
final class QuickMain extends Main {

  private static final String REFERENCE = "#";
  private static final String NEW_INSTANCE = "#class:";

  private final Path directory;

  /** @param directory the folder that holds {@code application.properties} */
  QuickMain(Path directory) {
    this.directory = directory;
  }

  @Override
  protected void modelineRoutes(CamelContext context) throws Exception {
    Properties lines = ApplicationProperties.read(directory);
    if (lines.stringPropertyNames().stream().map(lines::getProperty).anyMatch(QuickMain::isReference)) {
      super.modelineRoutes(context);
    }
  }

  private static boolean isReference(String value) {
    return value.startsWith(REFERENCE) && !value.startsWith(NEW_INSTANCE);
  }
}
