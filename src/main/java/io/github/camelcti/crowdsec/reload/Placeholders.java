package io.github.camelcti.crowdsec.reload;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Setting;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.reload.RouteFile.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Placeholders in the files of routes: whether each has a value, and which; and whether one reads a secret. */
final class Placeholders {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?]?([^}:?!]+)(?::([^}]*))?}}");
  private static final int DEEPEST = 8;
  private static final String HIDDEN = " is a secret and hidden from routes; a bean that takes #bean:config can read it. If a route"
      + " of your own needs a key, give it a variable of its own";
  /** All names of all settings that are secret, as variables. */
  private static final Set<String> SECRETS = Settings.all().stream().filter(Setting::isSecret)
      .flatMap(it -> Stream.concat(Stream.of(it.environmentName(), String.valueOf(it.otherName())), it.oldNames().stream()))
      .map(Placeholders::variable).collect(Collectors.toUnmodifiableSet());

  private final CheckedFiles checked;
  private final Config config;
  private final Map<String, String> environment;

  /** @param environment environment variables, which placeholders of the engineer's own may name */
  Placeholders(CheckedFiles checked, Config config, Map<String, String> environment) {
    this.checked = checked;
    this.config = config;
    this.environment = environment;
  }

  void areKnown() {
    Set<String> known = new LinkedHashSet<>(checked.folder.properties().stringPropertyNames());
    Settings.all().stream().filter(setting -> !setting.isSecret()).map(Setting::camelName).forEach(known::add);
    Set<String> parameters = checked.names(Kind.TEMPLATE_PARAMETER);
    checked.each(Kind.PLACEHOLDER, (file, use) -> {
      String name = Objects.requireNonNull(use.name(), "a placeholder has a name");
      if (!isSecret(name) && !known.contains(name) && !parameters.contains(name) && own(name) == null) {
        checked.add(file, use, "{{" + name + "}} is neither a setting, a line of " + RouteFolder.PROPERTIES
            + ", nor an environment variable (" + variable(name) + ")" + CheckedFiles.meant(name, known));
      }
    });
  }

  /** A log, a header or a call would give them away. */
  void secretsAreHidden() {
    checked.each(Kind.READ, (file, use) -> {
      if (isSecret(String.valueOf(use.name()))) {
        checked.add(file, use, use.name() + HIDDEN);
      }
    });
    Properties lines = checked.folder.properties();
    lines.stringPropertyNames().forEach(key -> RouteFile.read(lines.getProperty(key)).stream().filter(Placeholders::isSecret)
        .forEach(name -> checked.add(RouteFolder.PROPERTIES, checked.folder.lineOf(key), null, key + ": " + name + HIDDEN)));
  }

  /** However it is written: Camel also takes the name of the environment variable. */
  private static boolean isSecret(String name) {
    return SECRETS.contains(variable(name));
  }

  /** The name of a placeholder as an environment variable. */
  private static String variable(String placeholder) {
    return placeholder.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** The value of a placeholder of the engineer's own, as Camel finds it; null when it has none. */
  private @Nullable String own(String name) {
    if (isSecret(name)) {
      return null;
    }
    String set = System.getProperty(name);
    return set != null ? set : environment.getOrDefault(name, environment.get(variable(name)));
  }

  /** What the files use of the environment that they are checked for, which may not be that of this process. */
  Map<String, String> ownValues() {
    Map<String, String> values = new LinkedHashMap<>();
    checked.each(Kind.PLACEHOLDER, (file, use) -> {
      String value = own(Objects.requireNonNull(use.name(), "a placeholder has a name"));
      if (value != null && !checked.folder.properties().containsKey(use.name())) {
        values.put(use.name(), value);
      }
    });
    return values;
  }

  /** Puts in the values of placeholders; those that are unknown stay. */
  String resolve(String text) {
    String resolved = text;
    for (int depth = 0; depth < DEEPEST && resolved.contains("{{"); depth++) {
      resolved = PLACEHOLDER.matcher(resolved).replaceAll(found -> Matcher.quoteReplacement(
          Objects.requireNonNullElse(value(found.group(1)), Objects.requireNonNullElse(found.group(2), found.group()))));
    }
    return resolved;
  }

  private @Nullable String value(String name) {
    if (isSecret(name)) {
      return null;
    }
    String set = config.asCamelProperties().get(name);
    return set != null ? set : checked.folder.properties().getProperty(name, own(name));
  }
}
