package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Naming;
import io.github.camelcti.crowdsec.config.type.ValueType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One setting, declared once: binding, checks, documents and schema all come from here.
 *
 * @param <T> type of its value
 */
public final class Setting<T> {

  private final String name;
  private final SettingGroup group;
  private final ValueType<T> type;
  private final T defaultValue;
  private final boolean required;
  private final String since;
  private final String description;
  private final String example;
  private final List<String> oldNames;
  private final String otherName;

  private Setting(Builder<T> builder) {
    this.name = builder.name;
    this.group = builder.group;
    this.type = builder.type;
    this.defaultValue = builder.defaultValue;
    this.required = builder.required;
    this.since = builder.since;
    this.description = Objects.requireNonNull(builder.description, builder.name);
    this.example = builder.example;
    this.oldNames = List.copyOf(builder.oldNames);
    this.otherName = builder.otherName;
  }

  static <T> Builder<T> named(String name, SettingGroup group, ValueType<T> type) {
    return new Builder<>(name, group, type);
  }

  /**
   * Name of the environment variable, for example {@code CROWDSEC_MAX_TLP}.
   *
   * @return name, never null
   */
  public String environmentName() {
    return name;
  }

  /**
   * Path in {@code config.yml}, for example {@code crowdsec.max_tlp}.
   *
   * @return path by OpenCTI's rule (the first underscore splits section and key), never null
   */
  public String yamlPath() {
    return Naming.CONFIG_YML.of(name);
  }

  /**
   * Key in {@code application.properties} and in route placeholders, for example {@code crowdsec.max-tlp}.
   *
   * @return key, never null
   */
  public String camelName() {
    return Naming.CAMEL.of(name);
  }

  /**
   * Chapter of the reference.
   *
   * @return group, never null
   */
  public SettingGroup group() {
    return group;
  }

  /**
   * How text becomes a value.
   *
   * @return type, never null
   */
  public ValueType<T> type() {
    return type;
  }

  /**
   * Value when nothing sets one.
   *
   * @return empty for required settings and for optional ones without a default
   */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /**
   * Whether the connector cannot start without a value.
   *
   * @return true when it is a problem that nothing sets it
   */
  public boolean isRequired() {
    return required;
  }

  /**
   * Whether the value must never be seen. Secrets can also be read from a file, see {@link #fileName()}.
   *
   * @return true for tokens, keys and passwords
   */
  public boolean isSecret() {
    return type.secret();
  }

  /**
   * Name of the variable that holds the path of a file with the value, as Docker and Kubernetes mount
   * secrets.
   *
   * @return {@code NAME_FILE} for secrets, empty for all other settings
   */
  public Optional<String> fileName() {
    return isSecret() ? Optional.of(name + "_FILE") : Optional.empty();
  }

  /**
   * First version with this setting.
   *
   * @return version, never null
   */
  public String since() {
    return since;
  }

  /**
   * What it does, in one sentence.
   *
   * @return sentence, never null
   */
  public String description() {
    return description;
  }

  /**
   * What it accepts, for example {@code true or false}.
   *
   * @return description without a full stop, never null
   */
  public String accepted() {
    return type.accepted();
  }

  /**
   * Earlier names, taken with a warning.
   *
   * @return environment-style names, never null
   */
  public List<String> oldNames() {
    return oldNames;
  }

  /**
   * A second name of the variable that is as good as the first, for example {@code http_proxy}.
   *
   * @return name of an environment variable, empty for nearly all settings
   */
  public Optional<String> otherName() {
    return Optional.ofNullable(otherName);
  }

  /** What samples show: the default, or the declared example, or nothing. */
  String sample() {
    if (example != null) {
      return example;
    }
    return defaultValue == null ? "" : type.written(defaultValue);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects a declaration. */
  static final class Builder<T> {

    private final String name;
    private final SettingGroup group;
    private final ValueType<T> type;
    private T defaultValue;
    private boolean required;
    private String since = "0.1.0";
    private String description;
    private String example;
    private List<String> oldNames = List.of();
    private String otherName;

    private Builder(String name, SettingGroup group, ValueType<T> type) {
      this.name = name;
      this.group = group;
      this.type = type;
    }

    Builder<T> required() {
      this.required = true;
      return this;
    }

    Builder<T> defaultValue(T value) {
      this.defaultValue = value;
      return this;
    }

    Builder<T> since(String version) {
      this.since = version;
      return this;
    }

    Builder<T> description(String sentence) {
      this.description = sentence;
      return this;
    }

    Builder<T> example(String text) {
      this.example = text;
      return this;
    }

    Builder<T> oldNames(String... names) {
      this.oldNames = List.of(names);
      return this;
    }

    Builder<T> alsoNamed(String name) {
      this.otherName = name;
      return this;
    }

    Setting<T> build() {
      return new Setting<>(this);
    }
  }
}
