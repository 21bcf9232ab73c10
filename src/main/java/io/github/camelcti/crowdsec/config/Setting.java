package io.github.camelcti.crowdsec.config;

import io.github.camelcti.crowdsec.config.source.Naming;
import io.github.camelcti.crowdsec.config.type.ValueType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting, the source of binding, checks, documents and schema. Declared in {@link Settings}.
 *
 * @param environmentName name of the environment variable, for example {@code CROWDSEC_MAX_TLP}
 * @param group chapter of the reference
 * @param type how text becomes a value
 * @param byDefault default value, null for none
 * @param isRequired whether the connector cannot start without a value
 * @param example what samples show instead of the default, null for the default
 * @param description what it does, in one sentence
 * @param oldNames earlier names, accepted with a warning
 * @param otherName an alternative name of the variable, null for nearly all settings
 */
public record Setting<T>(String environmentName, SettingGroup group, ValueType<T> type, @Nullable T byDefault, boolean isRequired,
    @Nullable String example, String description, List<String> oldNames, @Nullable String otherName) {

  /** Path in {@code config.yml}, for example {@code crowdsec.max_tlp}. */
  public String yamlPath() {
    return Naming.CONFIG_YML.of(environmentName);
  }

  /** Key in {@code application.properties} and in route placeholders, for example {@code crowdsec.max-tlp}. */
  public String camelName() {
    return Naming.CAMEL.of(environmentName);
  }

  /** The default; empty for required settings and for optional ones without a default. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(byDefault);
  }

  /** Whether the value must never be shown: a token, a key, a password. It can also be read from a file. */
  public boolean isSecret() {
    return type.is(ValueType.Trait.SECRET);
  }

  /** {@code NAME_FILE}, the variable with the path of a file that contains the value; empty if it is not a secret. */
  public Optional<String> fileName() {
    return isSecret() ? Optional.of(environmentName + "_FILE") : Optional.empty();
  }

  /** What it accepts, for example {@code true or false}; without a full stop. */
  public String accepted() {
    return type.accepted();
  }

  /** What samples show: the example, or the default. */
  String sample() {
    return example != null ? example : type.written(byDefault);
  }

  @Override
  public String toString() {
    return environmentName;
  }
}
