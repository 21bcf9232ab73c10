package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Naming;
import io.github.camelcti.crowdsec.config.source.Source;
import io.github.camelcti.crowdsec.config.source.SourceReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds names in the sources that are not settings: misspelt ones, old ones, and those of the Python client library.
 */
final class NameCheck {

  private static final List<String> PREFIXES = List.of("OPENCTI_", "CONNECTOR_", "CROWDSEC_", "MQ_");

  /** Variables that Kubernetes and Docker links set for a service called opencti, crowdsec or mq. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP).*)?)");

  private final List<String> warnings;

  NameCheck(List<String> warnings) {
    this.warnings = warnings;
  }

  void check(Source source) {
    Map<String, String> settings = new HashMap<>();
    for (Setting<?> setting : Settings.all()) {
      names(setting).forEach(name -> settings.put(source.naming().of(name), name));
    }
    Map<String, String> unsupported = new HashMap<>();
    UnsupportedSettings.all().keySet().forEach(name -> unsupported.put(source.naming().of(name), name));
    source.entries().forEach((name, entry) -> {
      if (!settings.containsKey(name)) {
        checkOne(source, name, entry, settings, unsupported);
      }
    });
  }

  private void checkOne(
      Source source,
      String name,
      Source.Entry entry,
      Map<String, String> settings,
      Map<String, String> unsupported) {
    String environmentName =
        unsupported.getOrDefault(name, name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
    if (UnsupportedSettings.knows(environmentName)) {
      UnsupportedSettings.remark(environmentName, entry.text()).ifPresent(instead ->
          warnings.add(
              name + " (" + entry.origin() + ") is not supported here and has no effect: " + instead));
      return;
    }
    Optional<String> now = OldNames.now(environmentName, source.naming());
    if (now.isPresent()) {
      warnings.add(name + " (" + entry.origin() + ") is an old name that has no effect; set " + now.get());
    } else if (ours(source, environmentName)) {
      unknown(source, name, environmentName, entry, settings);
    }
  }

  /** Everything in {@code config.yml} is meant for us; elsewhere, only names with one of our prefixes. */
  private static boolean ours(Source source, String environmentName) {
    return source.naming() == Naming.CONFIG_YML
        || PREFIXES.stream().anyMatch(environmentName::startsWith)
            && !SERVICE_LINK.matcher(environmentName).matches();
  }

  private void unknown(
      Source source, String name, String environmentName, Source.Entry entry, Map<String, String> settings) {
    String place = source.naming() == Naming.ENVIRONMENT && entry.origin().equals(SourceReader.ENVIRONMENT)
        ? name
        : name + " (" + entry.origin() + ")";
    if (isFileOfPlainSetting(environmentName)) {
      warnings.add(place + " is not a setting; only secrets can be read from a file");
      return;
    }
    // Routes keep their own values in application.properties, so there only a likely typo counts.
    boolean mixed = source.naming() == Naming.CAMEL;
    Optional<String> nearest = Spelling.nearest(name, settings.keySet(), !mixed);
    if (nearest.isPresent()) {
      warnings.add(place + " is not a setting; did you mean " + nearest.get() + "?");
    } else if (!mixed) {
      warnings.add(place + " is not a setting and has no effect");
    }
  }

  private static boolean isFileOfPlainSetting(String environmentName) {
    return Settings.all().stream()
        .filter(setting -> !setting.isSecret())
        .anyMatch(setting -> environmentName.equals(setting + "_FILE"));
  }

  private static List<String> names(Setting<?> setting) {
    List<String> names = new ArrayList<>(setting.oldNames());
    names.add(setting.environmentName());
    setting.fileName().ifPresent(names::add);
    Optional.ofNullable(setting.otherName()).ifPresent(names::add);
    return names;
  }
}
