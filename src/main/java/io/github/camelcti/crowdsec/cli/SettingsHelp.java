package io.github.camelcti.crowdsec.cli;

import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.SettingGroup;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.report.LineWrap;
import org.jspecify.annotations.Nullable;

/** The text of {@code help settings}: every setting with its default and description, 100 columns wide. */
public final class SettingsHelp {

  private static final int WIDTH = 100;
  private static final String INDENT = "      ";

  private static final String HEAD =
      """
      Settings of the CrowdSec connector for OpenCTI. For its commands, see --help.

      A value comes from the first of these that has one: environment (for secrets also NAME_FILE, the
      path of a file), config.yml or else .env in the working directory, application.properties, default.
      In config.yml, CROWDSEC_MAX_TLP is max_tlp in section crowdsec; in application.properties it is
      crowdsec.max-tlp.

      Exit codes: 0 stopped normally, 1 crash, 2 wrong settings (all problems are printed, nothing was
      registered).
      """;

  private SettingsHelp() {}

  /** Plain text of at most 100 columns, without a trailing line break. */
  public static String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (SettingGroup group : SettingGroup.values()) {
      text.append('\n').append(group.title()).append(". ").append(group.summary()).append('\n');
      Settings.all().stream().filter(setting -> setting.group() == group).forEach(setting -> {
        text.append("  " + setting + " (" + byDefault(setting) + ")\n");
        String sentences = setting.description() + " Accepts " + setting.accepted() + ".";
        LineWrap.words(sentences, WIDTH - INDENT.length())
            .forEach(line -> text.append(INDENT).append(line).append('\n'));
      });
    }
    return text.toString().stripTrailing();
  }

  /** How documents show the default. */
  public static String byDefault(Setting<?> setting) {
    if (setting.isRequired()) {
      return "required";
    }
    String sample = defaultText(setting);
    if (sample == null) {
      return setting.group() == SettingGroup.RABBITMQ ? "from registration" : "not set";
    }
    return sample.isEmpty() ? "empty" : sample;
  }

  /** The default as a person would write it, null if there is none. */
  public static <T> @Nullable String defaultText(Setting<T> setting) {
    return setting.defaultValue().map(setting.type()::written).orElse(null);
  }
}
