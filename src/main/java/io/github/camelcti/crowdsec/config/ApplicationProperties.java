package io.github.camelcti.crowdsec.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The file {@code application.properties}, for those who need a line of it before Camel reads it. */
public final class ApplicationProperties {

  private static final String FILE = "application.properties";

  private ApplicationProperties() {}

  /**
   * @param directory the folder that holds the file
   * @return its lines; none when it can't be read, since Camel reads it again and says what is wrong with it
   */
  public static Properties read(Path directory) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(directory.resolve(FILE))) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      properties.clear();
    }
    return properties;
  }
}
