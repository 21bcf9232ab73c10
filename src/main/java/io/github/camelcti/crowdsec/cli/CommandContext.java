package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.config.Config;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command works with.
 *
 * @param environment the process environment
 * @param directory where {@code config.yml}, {@code application.properties} and {@code routes} are
 * @param out for facts
 * @param err for errors and progress
 */
public record CommandContext(Map<String, String> environment, Path directory, PrintStream out, PrintStream err) {

  /**
   * Reads the settings.
   *
   * @throws ConfigurationException with every problem, if there is any; left uncaught, it is printed and the command
   *     ends with {@link ExitCode#CONFIGURATION}
   */
  Config config() {
    return Config.load(environment, directory);
  }

  /** A path of the command line or of {@code directory}. */
  Path resolve(@Nullable String path) {
    return directory.resolve(path);
  }
}
