package io.github.camelcti.crowdsec.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The settings that a process runs with: checked, typed and immutable.
 *
 * <p>Each value comes from the first of these that has one: environment (for secrets also {@code NAME_FILE}),
 * {@code config.yml} or else {@code .env}, {@code application.properties}, default. An empty text counts as no value.
 */
public final class Config {

  static final String DEFAULT = "default";
  static final String NOT_SET = "not set";

  private final Map<Setting<?>, Object> values;
  private final Map<Setting<?>, String> origins;
  private final List<String> warnings;
  private final Map<String, String> times;

  Config(Map<Setting<?>, Object> values, Map<Setting<?>, String> origins, List<String> warnings,
      Map<String, String> times) {
    this.values = Map.copyOf(values);
    this.origins = Map.copyOf(origins);
    this.warnings = List.copyOf(warnings);
    this.times = Map.copyOf(times);
  }

  /**
   * Reads and checks all settings.
   *
   * @param directory folder of {@code config.yml} (or {@code src/config.yml}), {@code .env} and
   *     {@code application.properties}, each of which may be missing
   * @throws ConfigurationException with every problem when there is at least one
   */
  public static Config load(Map<String, String> environment, Path directory) {
    return loadWithout(Set.of(), environment, directory);
  }

  /**
   * The same for a command that does not use some of the settings, so that it ignores whether they are missing or
   * wrong.
   *
   * @param unread settings to treat as not set, even required ones
   */
  public static Config loadWithout(Set<Setting<?>> unread, Map<String, String> environment, Path directory) {
    return new ConfigBinder(directory, unread).bind(environment);
  }

  /**
   * The value of a setting that is required or has a default.
   *
   * @throws NoSuchElementException when the setting is optional and not set, see {@link #find}
   */
  public <T> T get(Setting<T> setting) {
    return find(setting).orElseThrow(() -> new NoSuchElementException(setting + " is optional and not set"));
  }

  /** The value of a setting that may have none. */
  @SuppressWarnings("unchecked") // the binder puts a T under a Setting<T>
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting));
  }

  /** The same settings with another value for one of them, which is not checked. */
  public <T> Config with(Setting<T> setting, T value) {
    Map<Setting<?>, Object> changed = new LinkedHashMap<>(values);
    changed.put(setting, value);
    return new Config(changed, origins, warnings, times);
  }

  /**
   * Where a value came from, for example {@code environment}, {@code config.yml line 12},
   * {@code file of CROWDSEC_KEY_FILE}, {@code default} or {@code not set}.
   */
  public String origin(Setting<?> setting) {
    return origins.getOrDefault(setting, NOT_SET);
  }

  /** Whether somebody chose the value. */
  public boolean isSet(Setting<?> setting) {
    return !origin(setting).equals(DEFAULT) && !origin(setting).equals(NOT_SET);
  }

  /** Warnings about accepted settings: old names, misspelt names, names without effect. Contains no secrets. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * The settings as route placeholders see them, so that routes may say {@code {{crowdsec.max-tlp}}}.
   *
   * @return all values but secrets by Camel-style name, durations in milliseconds, lists joined by commas;
   *     optional settings without a value are left out, routes write {@code {{?mq.host}}} for them; and the
   *     {@link RouteTimes}
   */
  public Map<String, String> asCamelProperties() {
    Map<String, String> properties = new LinkedHashMap<>(times);
    Settings.all().stream()
        .filter(setting -> !setting.isSecret())
        .forEach(setting -> canonical(setting).ifPresent(text -> properties.put(setting.camelName(), text)));
    return properties;
  }

  private <T> Optional<String> canonical(Setting<T> setting) {
    return find(setting).map(setting.type()::canonical);
  }

  /** All values by environment name, secrets masked. */
  @Override
  public String toString() {
    Map<String, Object> shown = new LinkedHashMap<>();
    Settings.all().forEach(setting ->
        find(setting).ifPresent(value -> shown.put(setting.environmentName(), value)));
    return "Config" + shown;
  }
}
