package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.config.type.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The settings as somebody who looks into them wants to see them: also when some of them are wrong.
 *
 * @param all every setting in the order of the catalogue
 * @param problems what keeps the connector from starting; empty when nothing does
 * @param warnings remarks on settings that are accepted
 */
public record EffectiveSettings(List<Effective> all, List<Problem> problems, List<String> warnings) {

  /**
   * One setting.
   *
   * @param setting which one
   * @param value as a person would write it, on one line and masked when it is secret; null when it has none or a wrong one
   * @param origin where the value came from, see {@link Config#origin}
   */
  public record Effective(Setting<?> setting, String value, String origin) {}

  public EffectiveSettings {
    all = List.copyOf(all);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads all settings, and unlike {@link Config#load} gives what could be read when there are problems.
   *
   * @param environment environment variables
   * @param directory folder of the files of settings
   */
  public static EffectiveSettings read(Map<String, String> environment, Path directory) {
    return new ConfigBinder(directory).look(environment);
  }

  /** A value as it may be shown. */
  static <T> String shown(Setting<T> setting, T value) {
    return setting.isSecret() ? Secret.MASK : Problem.printable(setting.type().written(value));
  }
}
