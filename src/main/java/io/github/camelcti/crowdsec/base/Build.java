package io.github.camelcti.crowdsec.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.camel.CamelContext;

/** Facts about the build. */
public final class Build {

  private static final Properties PROPERTIES = load();

  private Build() {}

  /** The version of this connector, for example {@code 0.1.0}. */
  public static String version() {
    return PROPERTIES.getProperty("version", "unknown");
  }

  /** The version of Camel; if its classes are not in their own jar, the one that the connector was built with. */
  public static String camel() {
    String running = CamelContext.class.getPackage().getImplementationVersion();
    return running == null ? PROPERTIES.getProperty("camel", "unknown") : running;
  }

  public static String userAgent() {
    return "crowdsec-opencti-camel/" + version();
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
