package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.config.type.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings as commands show them, even if some are wrong.
 *
 * @param all every setting in the order of the catalogue
 * @param problems what keeps the connector from starting; empty if nothing does
 */
public record EffectiveSettings(List<Effective> all, List<Problem> problems, List<String> warnings) {

  /**
   * One setting.
   *
   * @param value as a person would write it, on one line, masked if secret; null if there is none or it is wrong
   * @param origin where the value came from, see {@link Config#origin}
   */
  public record Effective(Setting<?> setting, @Nullable String value, String origin) {}

  public EffectiveSettings {
    all = List.copyOf(all);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /** Reads all settings. Unlike {@link Config#load}, it returns what could be read even if there are problems. */
  public static EffectiveSettings read(Map<String, String> environment, Path directory) {
    return new ConfigBinder(directory, Set.of()).look(environment);
  }

  /** A value in a form that may be shown. */
  static <T> String shown(Setting<T> setting, T value) {
    return setting.isSecret() ? Secret.MASK : Problem.printable(setting.type().written(value));
  }
}
