package io.github.camelcti.crowdsec.stix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a bundle that somebody else wrote: the JSON, or maps and lists of the same shape. */
public final class BundleReader {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private BundleReader() {}

  /**
   * The bundle with its objects in their order. Its own id is not taken over, since it goes by the objects.
   *
   * @throws IllegalArgumentException if it is no bundle: a sentence that says which object is wrong
   */
  public static StixBundle read(String json) {
    try {
      return read(JSON.readValue(json, new TypeReference<Map<String, Object>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the bundle is no JSON object: " + e.getOriginalMessage(), e);
    }
  }

  /** The same for maps and lists. */
  public static StixBundle read(Map<?, ?> bundle) {
    if (!(bundle.get("objects") instanceof List<?> objects) || objects.isEmpty()) {
      throw new IllegalArgumentException("the bundle has no list of objects");
    }
    List<StixObject> read = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Object object : objects) {
      StixObject one = new StixObject(properties(object));
      if (!(one.get("type") instanceof String type) || !(one.get("id") instanceof String id)
          || !id.matches(type + "--" + UUID)) {
        throw new IllegalArgumentException("an object of the bundle has no id that fits its type: "
            + one.get("type") + ", " + one.get("id"));
      }
      if (!ids.add(one.id())) {
        throw new IllegalArgumentException("an object stands in the bundle twice: " + one.id());
      }
      read.add(one);
    }
    return new StixBundle(read);
  }

  /** A bundle as maps and lists that can be changed, for somebody who wants to. */
  public static Map<String, Object> changeable(StixBundle bundle) {
    try {
      return JSON.readValue(bundle.toJson(), new TypeReference<Map<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a bundle that was just written can't be read", e);
    }
  }

  private static Map<String, Object> properties(Object object) {
    if (!(object instanceof Map<?, ?>)) {
      throw new IllegalArgumentException("an object of the bundle is no map");
    }
    return JSON.convertValue(object, new TypeReference<Map<String, Object>>() {});
  }
}
