package io.github.camelcti.crowdsec.config.source;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Reads the places that settings come from, strongest first. An unreadable file is a problem, not a crash. */
public final class SourceReader {

  public static final String ENVIRONMENT = "environment";
  static final String CONFIG_YML = "config.yml";
  static final String DOT_ENV = ".env";
  public static final String PROPERTIES = "application.properties";

  private static final long LARGEST_FILE = 1024 * 1024;

  private final Path directory;
  private final Set<String> sections;
  private final List<Problem> problems;
  private final List<String> warnings;

  /**
   * @param directory folder of the files
   * @param sections the sections of {@code config.yml} that have to contain keys
   * @param problems receives what can't be read
   * @param warnings receives warnings about what is read
   */
  public SourceReader(Path directory, Set<String> sections, List<Problem> problems, List<String> warnings) {
    this.directory = directory;
    this.sections = sections;
    this.problems = problems;
    this.warnings = warnings;
  }

  /** All sources; {@code .env} only counts without a {@code config.yml}, as in OpenCTI's connector SDK. */
  public List<Source> readAll(Map<String, String> environment) {
    List<Source> sources = new ArrayList<>();
    sources.add(fromMap(ENVIRONMENT, Naming.ENVIRONMENT, environment));
    configYml().or(() -> Optional.of("src/" + CONFIG_YML).filter(this::exists))
        .ifPresentOrElse(
            name -> read(name).ifPresent(text -> sources.add(yaml(name, text))),
            () -> readIfThere(DOT_ENV).ifPresent(text -> sources.add(dotEnv(text))));
    readIfThere(PROPERTIES).ifPresent(text -> sources.add(properties(text)));
    return sources;
  }

  private Optional<String> configYml() {
    return Optional.of(CONFIG_YML).filter(this::exists);
  }

  private boolean exists(String name) {
    return Files.exists(directory.resolve(name));
  }

  private Source yaml(String name, String text) {
    return new Source(name, Naming.CONFIG_YML, new ConfigYml(name, sections, problems, warnings).read(text));
  }

  private Source dotEnv(String text) {
    return new Source(DOT_ENV, Naming.ENVIRONMENT, new DotEnv(warnings).read(text));
  }

  private Source properties(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      problems.add(unreadable(PROPERTIES, "has a broken \\u escape",
          "Write the character itself (the file is UTF-8) or double the backslash."));
    }
    Map<String, String> values = new LinkedHashMap<>();
    properties.stringPropertyNames().stream()
        .sorted()
        .forEach(key -> values.put(key, properties.getProperty(key)));
    return fromMap(PROPERTIES, Naming.CAMEL, values);
  }

  private static Source fromMap(String label, Naming naming, Map<String, String> values) {
    Map<String, Source.Entry> entries = new LinkedHashMap<>();
    values.forEach((name, text) -> entries.put(name, Source.Entry.value(text, label)));
    return new Source(label, naming, entries);
  }

  private Optional<String> readIfThere(String name) {
    return exists(name) ? read(name) : Optional.empty();
  }

  private Optional<String> read(String name) {
    Path file = directory.resolve(name);
    try {
      if (Files.isDirectory(file)) {
        problems.add(unreadable(name, "is a folder",
            "Docker creates a folder if a mounted file is missing on the host: create the file there."));
        return Optional.empty();
      }
      if (Files.size(file) > LARGEST_FILE) {
        problems.add(unreadable(name, "is larger than 1 MB", "Use a file that contains only settings."));
        return Optional.empty();
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      problems.add(unreadable(name, "is not UTF-8", "Save it as UTF-8."));
    } catch (IOException e) {
      problems.add(unreadable(name, "cannot be read (" + e.getClass().getSimpleName() + ")",
          "Check its owner and permissions."));
    }
    return Optional.empty();
  }

  private static Problem unreadable(String name, String what, String fix) {
    return new Problem(name, null, null, what, fix);
  }
}
