package io.github.camelcti.crowdsec.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Reads {@code application.properties} for code that needs a line of it before Camel reads it. */
public final class ApplicationProperties {

  private static final String FILE = "application.properties";

  private ApplicationProperties() {}

  /**
   * @param directory the folder that holds the file
   * @return its lines; none if it can't be read, because Camel reads it again later and reports what is wrong
   */
  public static Properties read(Path directory) {
    try (Reader in = Files.newBufferedReader(directory.resolve(FILE))) {
      return lines(in);
    } catch (IOException e) {
      return new Properties();
    }
  }

  /**
   * @param loader class loader of a project that has the file on its class path
   * @return its lines; none if there is no such file or it can't be read
   */
  public static Properties read(ClassLoader loader) {
    try (InputStream found = loader.getResourceAsStream(FILE)) {
      return found == null ? new Properties() : lines(new InputStreamReader(found, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Properties();
    }
  }

  private static Properties lines(Reader in) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(in);
    } catch (IllegalArgumentException e) {
      properties.clear();
    }
    return properties;
  }
}
