package io.github.camelcti.crowdsec.stix;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a bundle: its properties in the order in which they were set, so that the same object is
 * always the same text.
 *
 * @param properties name to value; unmodifiable
 */
public record StixObject(Map<String, Object> properties) {

  public StixObject {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  @SuppressWarnings("NullAway") // every object has one
  public String type() {
    return (String) properties.get("type");
  }

  @SuppressWarnings("NullAway") // every object has one
  public String id() {
    return (String) properties.get("id");
  }

  /** A property, null if the object does not have it. */
  public @Nullable Object get(String name) {
    return properties.get(name);
  }

  public static Builder builder(String type, String id) {
    return new Builder().with("type", type).with("spec_version", "2.1").with("id", id);
  }

  /** Collects properties. STIX knows neither null nor empty lists, so those are left out. */
  public static final class Builder {

    private final Map<String, Object> properties = new LinkedHashMap<>();

    private Builder() {}

    /** Sets a property unless the value is null or an empty collection. */
    public Builder with(String name, @Nullable Object value) {
      if (value != null && !(value instanceof Collection<?> many && many.isEmpty())) {
        properties.put(name, value);
      }
      return this;
    }

    public StixObject build() {
      return new StixObject(properties);
    }
  }
}
