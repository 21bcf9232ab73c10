package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Naming;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Setting names of the connector that CrowdSec kept in its own repository before version 1.1. Its documentation uses
 * the prefix {@code CROWDSEC_}, its code of mid-2024 reads the variables without it, and names that turn labels on end
 * in {@code _USE}.
 *
 * <p>The Python connector 1.1 ignores them silently. They have no effect here either, but a warning names the current
 * setting.
 */
final class OldNames {

  private static final String PREFIX = "CROWDSEC_";

  /** By the name without the prefix, so that both forms are found; in the order of the reference. */
  private static final Map<String, Now> NAMES = new LinkedHashMap<>();

  static {
    // One switch turned on both kinds of scenario labels, and a second one left one kind out.
    put("LABELS_SCENARIO_USE", null, Settings.CROWDSEC_LABELS_SCENARIO_NAME, Settings.CROWDSEC_LABELS_SCENARIO_LABEL);
    put("LABELS_SCENARIO_ONLY_NAME", "with the opposite value", Settings.CROWDSEC_LABELS_SCENARIO_LABEL);
    put("LABELS_CVE_USE", null, Settings.CROWDSEC_LABELS_CVE);
    put("LABELS_MITRE_USE", null, Settings.CROWDSEC_LABELS_MITRE);
    put("LABELS_BEHAVIOR_USE", null, Settings.CROWDSEC_LABELS_BEHAVIOR);
    put("LABELS_REPUTATION_USE", null, Settings.CROWDSEC_LABELS_REPUTATION);
  }

  private OldNames() {}

  private static void put(String name, @Nullable String how, Setting<?>... settings) {
    NAMES.put(name, new Now(List.of(settings), how));
  }

  /** The old names with their prefix and what to set instead, for the reference. */
  static Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    NAMES.forEach((name, now) -> all.put(PREFIX + name, now.say("`", Naming.ENVIRONMENT)));
    return all;
  }

  /**
   * What to set instead.
   *
   * @param environmentName a name that is not a setting
   * @param naming how its source spells names
   * @return the current settings in the source's spelling, to follow the word "set"; empty if the name was never a
   *     setting
   */
  static Optional<String> now(String environmentName, Naming naming) {
    boolean prefixed = environmentName.startsWith(PREFIX);
    if (!prefixed && naming == Naming.CAMEL) {
      return Optional.empty(); // edited routes keep their own values there, under their own names
    }
    String bare = prefixed ? environmentName.substring(PREFIX.length()) : environmentName;
    Now now = NAMES.get(bare);
    if (now == null && !prefixed) {
      now = withoutPrefix(bare).orElse(null);
    }
    return Optional.ofNullable(now).map(it -> it.say("", naming));
  }

  /**
   * Only names that clearly belong to this connector. NAME, KEY, API_URL, MAX_RETRIES and the like may be meant for
   * any program in the same environment, and no version of the connector read them.
   */
  private static Optional<Now> withoutPrefix(String bare) {
    return Settings.all().stream()
        .filter(setting -> setting.environmentName().equals(PREFIX + bare))
        .filter(setting -> setting.group() == SettingGroup.MAPPING && bare.contains("_") || setting.equals(Settings.CROWDSEC_MAX_TLP))
        .findFirst()
        .map(setting -> new Now(List.of(setting), null));
  }

  private record Now(List<Setting<?>> settings, @Nullable String how) {

    String say(String quote, Naming naming) {
      List<String> names = new ArrayList<>();
      settings.forEach(setting -> names.add(quote + naming.of(setting.environmentName()) + quote));
      return String.join(" and ", names) + (how == null ? "" : " " + how);
    }
  }
}
