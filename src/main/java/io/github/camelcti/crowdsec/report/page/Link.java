package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.List;

/**
 * A relationship or sighting between two objects of a bundle.
 *
 * @param id its STIX id
 * @param source id of where it starts; for a sighting what was sighted
 * @param words what connects them
 * @param target id of where it ends; for a sighting where
 * @param count of a sighting, may be null
 */
record Link(String id, String source, String words, String target, Integer count) {

  static Link of(StixObject object) {
    if (Kind.of(object) == Kind.RELATIONSHIP) {
      return new Link(object.id(), text(object, "source_ref"), text(object, "relationship_type").replace('-', ' '),
          text(object, "target_ref"), null);
    }
    // OpenCTI's own property wins: for an observable, the one of STIX holds a placeholder.
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
