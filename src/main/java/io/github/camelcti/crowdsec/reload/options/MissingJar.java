package io.github.camelcti.crowdsec.reload.options;

import io.github.camelcti.crowdsec.base.Build;
import io.github.camelcti.crowdsec.base.ExtraJars;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which module of Camel a route needs that is not on the class path. */
public final class MissingJar {

  /** What Camel says, by the kind of module. */
  private static final Map<String, Pattern> MESSAGES = Map.of(
      "component", Pattern.compile("No (?:endpoint could be found for|component found with scheme): ([\\w+.-]+)"),
      "language", Pattern.compile("No language could be found for: ([\\w-]+)"),
      "dataformat", Pattern.compile("Data format '([\\w-]+)' could not be created"));

  private MissingJar() {}

  /**
   * Adds to a failure what would help.
   *
   * @param failure Camel's message
   * @return the message; if it is about a component, language or data format that Camel has, with the module that has it
   */
  public static String explain(String failure) {
    for (Map.Entry<String, Pattern> kind : MESSAGES.entrySet()) {
      Matcher named = kind.getValue().matcher(failure);
      if (named.find()) {
        return artifact(kind.getKey(), named.group(1)).map(artifact -> fix(named.group(1), artifact)).orElse(failure);
      }
    }
    return failure;
  }

  /** That something is missing, and how to get its module. */
  static String fix(String missing, String artifact) {
    return missing + " is not part of the connector: put " + artifact + " " + Build.camel() + " and what it needs into "
        + ExtraJars.FOLDER + "/ (the command 'extra add " + artifact + "' does that) and restart";
  }

  /**
   * The module of Camel with a component, language or data format.
   *
   * @param kind {@code component}, {@code language} or {@code dataformat}
   * @param name as routes write it, such as {@code kafka}
   */
  public static Optional<String> artifact(String kind, String name) {
    Properties modules = new Properties();
    try (InputStream in = MissingJar.class.getResourceAsStream("/camel-modules.properties")) {
      modules.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.ofNullable(modules.getProperty(kind + "." + name.toLowerCase(Locale.ROOT)));
  }
}
