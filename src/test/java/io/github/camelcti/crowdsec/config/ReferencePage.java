package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.cli.SettingsHelp;
import io.github.camelcti.crowdsec.config.source.Problem;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md}. */
final class ReferencePage {

  private static final String HEAD =
      """
      # Configuration

      <!-- Generated from the catalogue of settings; change Settings.java and run
           ./mvnw test -Dtest=ConfigReferenceTest -Dregenerate=true -->

      For whoever runs the connector. Four settings are required: `OPENCTI_URL`, `OPENCTI_TOKEN`,
      `CONNECTOR_ID` and `CROWDSEC_KEY`. Samples to copy: [config.yml.sample](../config/config.yml.sample),
      [.env.sample](../config/.env.sample).

      ## Where a value comes from

      The first place that has a value decides. An empty value counts as none.

      1. The environment: `CROWDSEC_MAX_TLP=TLP:GREEN`. For a secret also a file that the variable with
         `_FILE` names, as Docker and Kubernetes mount secrets: `CROWDSEC_KEY_FILE=/run/secrets/crowdsec_key`.
         The file's content is trimmed; the variable and its `_FILE` together are an error.
      2. `config.yml` (or `src/config.yml`) in the working directory, the file of OpenCTI's Python connectors.
         The first underscore of a name splits section and key: `CROWDSEC_MAX_TLP` is `max_tlp` in section
         `crowdsec`. Values that start with `#` need quotes, or YAML takes them for comments.
      3. `.env` in the working directory, only when there is no `config.yml`. Same names as in the
         environment.
      4. `application.properties` in the working directory, in Camel's spelling: `crowdsec.max-tlp=TLP:GREEN`.
      5. The default.

      Routes use every setting that is not secret as a placeholder in Camel's spelling:
      `{{crowdsec.max-tlp}}`. Durations are milliseconds there, lists are joined by commas. Settings without a
      value are no placeholders: write `{{?mq.host}}`.

      Booleans are `true`, `yes`, `on`, `1` or `false`, `no`, `off`, `0` in any case. Durations are seconds
      (`10`), a number with a unit (`500ms`, `10s`, `5m`, `1h`, `1d`) or ISO 8601 (`PT10S`). Lists are
      separated by commas, blanks around items do not matter; in `config.yml` they may also be YAML lists. One
      pair of quotes around a value is dropped.

      ## When something is wrong

      All problems are reported at once, before anything is registered, and the process exits with code 2 (a
      crash exits with 1). Each line names the setting, where its value came from, the value (`***` for
      secrets), what is wrong and what to do:

      ```
      """;

  private static final String AFTER_EXAMPLE =
      """
      ```

      The placeholder of a sample that still stands where a value belongs is a problem too: `ChangeMe`,
      `<your-api-key>`, `xxx`, `http://changeme`, and a variable that nothing has replaced, `${NAME}`. A password may be
      any word: there, only variables and names in angle brackets are placeholders.

      Names that are no settings, old names and settings of the Python client library without effect here are
      warnings: `CROWDSEC_MAX_TPL is not a setting; did you mean CROWDSEC_MAX_TLP?`
      So is a quote at one end of a value that has no partner.
      """;

  private static final String WITHOUT_EFFECT =
      """

      Without effect, as in the Python connector 1.1, but named in a warning that says what to set: names of the
      connector that CrowdSec had before. So are those that have lost their `CROWDSEC_`, such as
      `INDICATOR_CREATE_FROM`, unless they could belong to any other program (`NAME`, `KEY`, `MAX_RETRIES`).

      | Old | Now |
      |---|---|
      """;

  private ReferencePage() {}

  static String render() {
    StringBuilder page = new StringBuilder(HEAD);
    page.append(new Problem("CROWDSEC_MAX_TLP", "environment", "TLP:PINK", "is not an accepted value",
        ConfigBinder.fix(Settings.CROWDSEC_MAX_TLP))).append('\n').append(AFTER_EXAMPLE);
    for (SettingGroup group : SettingGroup.values()) {
      page.append(table(group));
    }
    return page.append(oldNames()).append(unsupported()).toString();
  }

  private static String table(SettingGroup group) {
    String head = "\n## " + group.title() + "\n\n" + group.summary() + "\n\n"
        + "| Variable | `config.yml` | Default | Accepts | What it does | Since |\n"
        + "|---|---|---|---|---|---|\n";
    return Settings.all().stream()
        .filter(setting -> setting.group() == group)
        .map(ReferencePage::row)
        .collect(Collectors.joining("", head, ""));
  }

  private static String row(Setting<?> setting) {
    String value = SettingsHelp.defaultText(setting);
    String shown = value == null || value.isEmpty() ? SettingsHelp.byDefault(setting) : "`" + value + "`";
    String secret = setting.isSecret() ? " Secret: also `" + setting.fileName().orElseThrow() + "`." : "";
    return "| " + String.join(" | ",
        "`" + setting + "`",
        "`" + setting.yamlPath() + "`",
        setting.isRequired() ? "**required**" : shown,
        setting.type().acceptedInBrief(),
        setting.description() + secret,
        "0.1.0") + " |\n";
  }

  private static String oldNames() {
    String head = "\n## Old names\n\nTaken with a warning.\n\n| Old | Now |\n|---|---|\n";
    String taken = Settings.all().stream()
        .flatMap(setting -> setting.oldNames().stream().map(old -> "| `" + old + "` | `" + setting + "` |\n"))
        .collect(Collectors.joining("", head, ""));
    return taken + OldNames.all().entrySet().stream()
        .map(name -> "| `" + name.getKey() + "` | " + name.getValue() + " |\n")
        .collect(Collectors.joining("", WITHOUT_EFFECT, ""));
  }

  private static String unsupported() {
    String head = "\n## Known to OpenCTI's Python client library, without effect here\n\n"
        + "Named in a warning when they are set to anything else than what happens anyway. So are all names\n"
        + "that start with `CONNECTOR_LIVE_STREAM_`.\n\n| Variable | What happens instead |\n|---|---|\n";
    return UnsupportedSettings.all().entrySet().stream()
        .map(name -> "| `" + name.getKey() + "` | " + name.getValue() + " |\n")
        .collect(Collectors.joining("", head, ""));
  }
}
