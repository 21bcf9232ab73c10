package io.github.camelcti.crowdsec.stix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
    return StixIds.bundle(write());
  }

  /** The bundle as JSON on one line; the same objects give the same text. */
  public String toJson() {
    // The objects are the bulk, and the id depends on their text: written once for both.
    byte[] text = write();
    return "{\"type\":\"bundle\",\"id\":\"" + StixIds.bundle(text) + "\",\"objects\":"
        + new String(text, StandardCharsets.UTF_8) + "}";
  }

  private byte[] write() {
    try {
      return JSON.writeValueAsBytes(objects.stream().map(StixObject::properties).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a STIX object holds a value that is no JSON", e);
    }
  }
}
