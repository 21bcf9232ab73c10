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

      For anybody who runs the connector. Four settings are required: `OPENCTI_URL`, `OPENCTI_TOKEN`,
      `CONNECTOR_ID` and `CROWDSEC_KEY`. Samples to copy: [config.yml.sample](../config/config.yml.sample),
      [.env.sample](../config/.env.sample).

      ## Where a value comes from

      The first of these places that has a value wins. An empty value counts as missing.

      1. The environment: `CROWDSEC_MAX_TLP=TLP:GREEN`. A secret can also be in a file named by the variable
         with `_FILE`, as Docker and Kubernetes mount secrets: `CROWDSEC_KEY_FILE=/run/secrets/crowdsec_key`.
         The file's content is trimmed. Setting both the variable and its `_FILE` is an error.
      2. `config.yml` (or `src/config.yml`) in the working directory, the file of OpenCTI's Python connectors.
         The first underscore of a name separates section and key: `CROWDSEC_MAX_TLP` is `max_tlp` in section
         `crowdsec`. Values that start with `#` need quotes, or YAML takes them for comments.
      3. `.env` in the working directory, only if there is no `config.yml`. The names are the same as in the
         environment.
      4. `application.properties` in the working directory, in Camel's spelling: `crowdsec.max-tlp=TLP:GREEN`.
      5. The default.

      Routes can use every setting that is not secret as a placeholder in Camel's spelling:
      `{{crowdsec.max-tlp}}`. There, durations are in milliseconds and lists are joined by commas. A setting
      without a value has no placeholder: write `{{?mq.host}}`.

      Booleans are `true`, `yes`, `on`, `1` or `false`, `no`, `off`, `0`, in upper or lower case. Durations are
      seconds (`10`), a number with a unit (`500ms`, `10s`, `5m`, `1h`, `1d`) or ISO 8601 (`PT10S`). Lists are
      separated by commas; spaces around items do not matter. In `config.yml` they can also be YAML lists. One
      pair of quotes around a value is removed.

      ## When something is wrong

      All problems are reported at once, before anything is registered, and the process exits with code 2 (a
      crash exits with 1). Each line names the setting, where its value came from, the value (`***` for
      secrets), what is wrong and what to do:

      ```
      """;

  private static final String AFTER_EXAMPLE =
      """
      ```

      A placeholder of a sample that was not replaced is a problem too: `ChangeMe`, `<your-api-key>`, `xxx`,
      `http://changeme`, and an unresolved variable, `${NAME}`. A password can be any word, so there only
      variables and names in angle brackets count as placeholders.

      Unknown names, old names and settings of the Python client library that have no effect here give
      warnings: `CROWDSEC_MAX_TPL is not a setting; did you mean CROWDSEC_MAX_TLP?`
      So does a quote at only one end of a value.
      """;

  private static final String WITHOUT_EFFECT =
      """

      The names of CrowdSec's earlier connector have no effect, as in the Python connector 1.1; a warning says
      what to set instead. The same goes for names without their `CROWDSEC_`, such as `INDICATOR_CREATE_FROM`,
      unless they could belong to another program (`NAME`, `KEY`, `MAX_RETRIES`).

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
    String head = "\n## Old names\n\nAccepted, with a warning.\n\n| Old | Now |\n|---|---|\n";
    String taken = Settings.all().stream()
        .flatMap(setting -> setting.oldNames().stream().map(old -> "| `" + old + "` | `" + setting + "` |\n"))
        .collect(Collectors.joining("", head, ""));
    return taken + OldNames.all().entrySet().stream()
        .map(name -> "| `" + name.getKey() + "` | " + name.getValue() + " |\n")
        .collect(Collectors.joining("", WITHOUT_EFFECT, ""));
  }

  private static String unsupported() {
    String head = "\n## Known to OpenCTI's Python client library, without effect here\n\n"
        + "Setting one of these to anything other than what happens anyway gives a warning. So does any name\n"
        + "that starts with `CONNECTOR_LIVE_STREAM_`.\n\n| Variable | What happens instead |\n|---|---|\n";
    return UnsupportedSettings.all().entrySet().stream()
        .map(name -> "| `" + name.getKey() + "` | " + name.getValue() + " |\n")
        .collect(Collectors.joining("", head, ""));
  }
}
