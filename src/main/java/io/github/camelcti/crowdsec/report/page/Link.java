package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A relationship or sighting between two objects of a bundle.
 *
 * @param id its STIX id
 * @param source id of its start; for a sighting, what was sighted
 * @param words how they are connected
 * @param target id of its end; for a sighting, where
 * @param count number of sightings; may be null
 */
record Link(String id, String source, String words, String target, @Nullable Integer count) {

  static Link of(StixObject object) {
    if (Kind.of(object) == Kind.RELATIONSHIP) {
      return new Link(object.id(), text(object, "source_ref"), text(object, "relationship_type").replace('-', ' '),
          text(object, "target_ref"), null);
    }
    // OpenCTI's own property wins, because for an observable the STIX property contains a placeholder.
    Object sighted = object.get("x_opencti_sighting_of_ref");
    Object where = object.get("where_sighted_refs");
    return new Link(object.id(), sighted == null ? text(object, "sighting_of_ref") : sighted.toString(), "sighted at",
        where instanceof List<?> list && !list.isEmpty() ? list.get(0).toString() : "",
        object.get("count") instanceof Integer count ? count : null);
  }

  boolean touches(String id) {
    return source.equals(id) || target.equals(id);
  }

  private static String text(StixObject object, String name) {
    return String.valueOf(object.get(name));
  }
}
