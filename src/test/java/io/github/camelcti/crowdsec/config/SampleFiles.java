package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.type.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the samples: what is required stands ready, everything else is commented out and shows its default.
 */
final class SampleFiles {

  private static final String CONFIG_YML_HEAD =
      """
      # Settings of the CrowdSec connector for OpenCTI. Copy to config.yml and replace each ChangeMe.
      # What is commented out shows its default, or an example where there is none.
      # Environment variables win over this file. All about each setting: docs/configuration.md
      """;

  private static final String DOT_ENV_HEAD =
      """
      # Settings of the CrowdSec connector for OpenCTI. Copy to .env and replace each ChangeMe.
      # Read only when there is no config.yml; also fit for docker run --env-file.
      # What is commented out shows its default, or an example where there is none.
      # Environment variables win over this file. All about each setting: docs/configuration.md
      """;

  private SampleFiles() {}

  static String configYml() {
    Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.all()) {
      sections.computeIfAbsent(section(setting), name -> new ArrayList<>()).add(setting);
    }
    StringBuilder file = new StringBuilder(CONFIG_YML_HEAD);
    sections.forEach((name, settings) -> {
      boolean active = settings.stream().anyMatch(Setting::isRequired);
      file.append('\n').append(active ? "" : "#").append(name).append(":\n");
      settings.forEach(setting -> file.append("  # ").append(remark(setting)).append('\n')
          .append(setting.isRequired() ? "  " : "  #")
          .append(setting.yamlPath().substring(name.length() + 1))
          .append(": ").append(yamlValue(setting)).append('\n'));
    });
    return file.toString();
  }

  static String dotEnv() {
    StringBuilder file = new StringBuilder(DOT_ENV_HEAD);
    for (SettingGroup group : SettingGroup.values()) {
      file.append("\n# ").append(group.title()).append(": ").append(group.summary()).append("\n\n");
      Settings.all().stream().filter(setting -> setting.group() == group).forEach(setting ->
          file.append("# ").append(remark(setting)).append('\n')
              .append(setting.isRequired() ? "" : "#")
              .append(setting).append('=').append(shellValue(setting.sample())).append('\n'));
    }
    return file.toString();
  }

  private static String section(Setting<?> setting) {
    return setting.yamlPath().substring(0, setting.yamlPath().indexOf('.'));
  }

  private static String remark(Setting<?> setting) {
    return setting.description() + (setting.isRequired() ? " Required." : "");
  }

  private static String yamlValue(Setting<?> setting) {
    return setting.type().is(ValueType.Trait.BARE_IN_YAML) ? setting.sample() : "'" + setting.sample().replace("'", "''") + "'";
  }

  /** Quotes only where a shell that reads the file would stumble. */
  private static String shellValue(String text) {
    return text.contains(" ") ? '"' + text + '"' : text;
  }
}
