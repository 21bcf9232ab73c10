package io.github.camelcti.crowdsec.stix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A STIX 2.1 bundle.
 *
 * @param objects the objects; what others refer to comes first
 */
public record StixBundle(List<StixObject> objects) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public StixBundle {
    objects = List.copyOf(objects);
  }

  /** The bundle's id; bundles with the same objects have the same. */
  public String id() {
    return id(write(properties()));
  }

  /** The bundle as JSON on one line; the same objects give the same text. */
  public String toJson() {
    // The objects are the bulk, and the id depends on their text: written once for both.
    String text = write(properties());
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("type", "bundle");
    bundle.put("id", id(text));
    bundle.put("objects", new RawValue(text));
    return write(bundle);
  }

  private static String id(String objects) {
    return StixIds.bundle(objects.getBytes(StandardCharsets.UTF_8));
  }

  private List<Map<String, Object>> properties() {
    return objects.stream().map(StixObject::properties).toList();
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a STIX object holds a value that is no JSON", e);
    }
  }
}
