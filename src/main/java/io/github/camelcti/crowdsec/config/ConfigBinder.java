package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Naming;
import io.github.camelcti.crowdsec.config.source.Problem;
import io.github.camelcti.crowdsec.config.source.Source;
import io.github.camelcti.crowdsec.config.source.SourceReader;
import io.github.camelcti.crowdsec.config.type.InvalidValueException;
import io.github.camelcti.crowdsec.config.type.QuotedText;
import io.github.camelcti.crowdsec.config.type.SamplePlaceholder;
import io.github.camelcti.crowdsec.config.type.Secret;
import io.github.camelcti.crowdsec.config.type.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the value of every setting, strongest source first, and collects all problems. */
final class ConfigBinder {

  private static final long LARGEST_SECRET = 64 * 1024;
  private static final Set<String> SECTIONS = Settings.all().stream()
      .map(setting -> setting.yamlPath().substring(0, setting.yamlPath().indexOf('.')))
      .collect(Collectors.toUnmodifiableSet());

  private final Path directory;
  private final Set<Setting<?>> unread;
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<Setting<?>, Object> values = new HashMap<>();
  private final Map<Setting<?>, String> origins = new HashMap<>();
  private final Map<String, String> times = new HashMap<>();
  private boolean everythingRead;

  /**
   * @param unread settings to treat as not set
   */
  ConfigBinder(Path directory, Set<Setting<?>> unread) {
    this.directory = directory;
    this.unread = unread;
  }

  Config bind(Map<String, String> environment) {
    read(environment);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems, warnings);
    }
    return new Config(values, origins, warnings, times);
  }

  EffectiveSettings look(Map<String, String> environment) {
    read(environment);
    return new EffectiveSettings(Settings.all().stream().map(this::look).toList(), problems, warnings);
  }

  @SuppressWarnings("unchecked") // a T is kept under a Setting<T>
  private <T> EffectiveSettings.Effective look(Setting<T> setting) {
    T value = (T) values.get(setting);
    return new EffectiveSettings.Effective(setting, value == null ? null : EffectiveSettings.shown(setting, value),
        origins.getOrDefault(setting, wrongIn(setting)));
  }

  private String wrongIn(Setting<?> setting) {
    return problems.stream()
        .filter(problem -> problem.subject().equals(setting.environmentName()) && problem.origin() != null)
        .map(Problem::origin).findFirst().orElse(Config.NOT_SET);
  }

  private void read(Map<String, String> environment) {
    List<Source> sources = new SourceReader(directory, SECTIONS, problems, warnings).readAll(environment);
    everythingRead = problems.isEmpty();
    Settings.all().stream().filter(setting -> !unread.contains(setting)).forEach(setting -> bind(setting, sources));
    checkTogether();
    if (unread.isEmpty()) { // otherwise it is for a command that runs no routes
      sources.stream().filter(source -> source.label().equals(SourceReader.PROPERTIES))
          .forEach(source -> times.putAll(RouteTimes.milliseconds(source.entries(), problems)));
    }
    if (unread.isEmpty() && problems.isEmpty()) {
      Config whole = new Config(values, origins, warnings, times);
      StuckLimit.of(whole, name -> times.containsKey(name) ? RouteTimes.parse(times.get(name)) : null).remark(whole)
          .ifPresent(warnings::add);
    }
    NameCheck names = new NameCheck(warnings);
    sources.forEach(names::check);
  }

  private <T> void bind(Setting<T> setting, List<Source> sources) {
    for (Source source : sources) {
      int before = problems.size();
      Source.Entry entry = entry(setting, source);
      if (entry != null) {
        accept(setting, entry);
      }
      if (entry != null || problems.size() > before) {
        return;
      }
    }
    setting.defaultValue().ifPresentOrElse(
        value -> keep(setting, value, Config.DEFAULT),
        () -> {
          if (setting.isRequired()) {
            problems.add(missing(setting));
          }
        });
  }

  /** What one source says about a setting, under its name, under an old name or in a secret file; or null. */
  private Source.@Nullable Entry entry(Setting<?> setting, Source source) {
    Source.Entry entry = source.find(setting.environmentName());
    if (entry == null && source.naming() == Naming.ENVIRONMENT) {
      entry = setting.otherName() == null ? null : source.find(setting.otherName());
    }
    for (String oldName : setting.oldNames()) {
      Source.Entry old = source.find(oldName);
      if (old != null) {
        String names = source.naming().of(oldName) + " (" + old.origin() + ") is an old name of "
            + source.naming().of(setting.environmentName());
        warnings.add(names + (entry == null ? "; rename it" : ", which is also set; remove the old one"));
        entry = entry == null ? old : entry;
      }
    }
    String fileName = source.naming() == Naming.ENVIRONMENT ? setting.fileName().orElse(null) : null;
    Source.Entry file = fileName == null ? null : source.find(fileName);
    if (fileName == null || file == null) {
      return entry;
    }
    if (entry != null) {
      problems.add(new Problem(setting.environmentName(), entry.origin(), null,
          "is set, and so is " + fileName, "Remove one of the two."));
      return null;
    }
    return secretFile(fileName, file);
  }

  private Source.@Nullable Entry secretFile(String fileName, Source.Entry entry) {
    String path = QuotedText.bare(Objects.requireNonNull(entry.text(), "no text"));
    try {
      Path file = directory.resolve(path);
      if (Files.size(file) > LARGEST_SECRET) {
        problems.add(fileProblem(fileName, entry, path, "is the path of a file larger than 64 KB"));
        return null;
      }
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        problems.add(fileProblem(fileName, entry, path, "is the path of an empty file"));
        return null;
      }
      return Source.Entry.value(text, "file of " + fileName);
    } catch (IOException | InvalidPathException e) {
      problems.add(fileProblem(fileName, entry, path, "is the path of a file that cannot be read"));
      return null;
    }
  }

  private static Problem fileProblem(String fileName, Source.Entry entry, String path, String what) {
    // Somebody may have put the secret itself here, so show only what looks like a path.
    String shown = path.matches("(?:[A-Za-z]:)?\\.{0,2}[/\\\\].*") ? path : Secret.MASK;
    return new Problem(fileName, entry.origin(), shown, what,
        "Give the path of a file that this process can read and that contains only the secret.");
  }

  private <T> void accept(Setting<T> setting, Source.Entry entry) {
    boolean list = entry.kind() == Source.Kind.LIST;
    if (entry.kind() == Source.Kind.SECTION || list && !setting.type().is(ValueType.Trait.LIST)) {
      String what = list ? "is a list, but takes one value" : "is not a plain value";
      problems.add(new Problem(setting.environmentName(), entry.origin(), null, what, fix(setting)));
      return;
    }
    String text = QuotedText.bare(Objects.requireNonNull(entry.text(), "no text"));
    Optional<String> placeholder = SamplePlaceholder.in(text, setting.type().is(ValueType.Trait.CHOSEN_FREELY));
    if (placeholder.isPresent()) {
      problems.add(setting.isSecret()
          ? new Problem(setting.environmentName(), entry.origin(), null, placeholder.get(),
              "Set " + setting + " to the real value: " + setting.description())
          : new Problem(setting.environmentName(), entry.origin(), text, placeholder.get(), fix(setting)));
      return;
    }
    if (QuotedText.loneQuote(text)) {
      warnings.add(setting + " (" + entry.origin() + ") has a quote at only one end; it counts as part of the value "
          + "unless you remove it");
    }
    try {
      keep(setting, setting.type().parse(text, remark ->
          warnings.add(setting + " (" + entry.origin() + ") " + remark)), entry.origin());
    } catch (InvalidValueException e) {
      // Somebody may have put a key where a certificate belongs.
      String shown = setting.isSecret() || text.contains("PRIVATE KEY") ? Secret.MASK : text;
      String fix = e.fix() == null ? fix(setting) : e.fix();
      problems.add(new Problem(setting.environmentName(), entry.origin(), shown, String.valueOf(e.getMessage()), fix));
    }
  }

  private <T> void keep(Setting<T> setting, T value, String origin) {
    values.put(setting, value);
    origins.put(setting, origin);
  }

  /** The general advice for a setting, a sentence. */
  static String fix(Setting<?> setting) {
    return "Set " + setting + " to " + setting.accepted() + ".";
  }

  private Problem missing(Setting<?> setting) {
    String file = setting.fileName().map(name -> name + ", the path of a file, or ").orElse("");
    String what = "is required but not set" + (everythingRead ? "" : " in the files that could be read");
    return new Problem(setting.environmentName(), null, null, what,
        "Set " + setting + " (or " + file + setting.yamlPath() + " in config.yml) to "
            + setting.accepted() + ".");
  }

  /** Rules that need two values. */
  private void checkTogether() {
    TlsCheck tls = new TlsCheck(values, origins, problems, warnings);
    tls.identity(Settings.MQ_USE_SSL_CERT, Settings.MQ_USE_SSL_KEY, Settings.MQ_USE_SSL_PASSPHRASE);
    tls.identity(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT, Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_KEY,
        Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_PASSPHRASE);
    tls.demand(Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL, Settings.CONNECTOR_LISTEN_PROTOCOL_API_SSL_CERT);
    tls.identity(Settings.CONNECTOR_MANAGEMENT_SSL_CERT, Settings.CONNECTOR_MANAGEMENT_SSL_KEY,
        Settings.CONNECTOR_MANAGEMENT_SSL_PASSPHRASE);
    tls.demand(Settings.CONNECTOR_MANAGEMENT_SSL, Settings.CONNECTOR_MANAGEMENT_SSL_CERT);
    tls.remark();
    tls.remarkOwn(Clock.systemUTC().instant());
    Duration first = (Duration) values.get(Settings.CROWDSEC_RETRY_DELAY);
    Duration longest = (Duration) values.get(Settings.CROWDSEC_RETRY_DELAY_MAX);
    if (first != null && longest != null && first.compareTo(longest) > 0) {
      Setting<Duration> setting = Settings.CROWDSEC_RETRY_DELAY;
      problems.add(new Problem(setting.environmentName(), origins.get(setting), setting.type().written(first),
          "is longer than CROWDSEC_RETRY_DELAY_MAX, " + setting.type().written(longest),
          "Lower CROWDSEC_RETRY_DELAY or raise CROWDSEC_RETRY_DELAY_MAX."));
    }
  }
}
