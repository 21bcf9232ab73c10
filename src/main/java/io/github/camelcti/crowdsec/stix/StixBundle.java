package io.github.camelcti.crowdsec.stix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    return StixIds.bundle(write(properties()).getBytes(StandardCharsets.UTF_8));
  }

  /** The bundle as JSON on one line; the same objects give the same text. */
  public String toJson() {
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("type", "bundle");
    bundle.put("id", id());
    bundle.put("objects", properties());
    return write(bundle);
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
