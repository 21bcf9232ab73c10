package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.enrich.Marking;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.Tlp;
import java.util.ArrayList;
import java.util.List;

/**
 * The observable as a playbook's step sees it: earlier steps may have marked it or written to its description, which
 * the platform does not know yet.
 */
public final class PlaybookObservable {

  private PlaybookObservable() {}

  /**
   * @param read the observable as the platform has it
   * @param playbook the step with its bundle
   * @return the same with the markings of both (the stricter one decides), and the bundle's description if it has one
   */
  public static Observable of(Observable read, Playbook playbook) {
    ObjectNode came = playbook.object(read.standardId());
    if (came == null) {
      return read;
    }
    List<Marking> markings = new ArrayList<>(read.markings());
    for (JsonNode reference : came.path("object_marking_refs")) {
      String id = reference.asText();
      if (markings.stream().noneMatch(marking -> marking.standardId().equals(id))) {
        markings.add(marking(id, playbook.object(id)));
      }
    }
    String description = came.path("x_opencti_description").asText(read.description());
    return new Observable(read.standardId(), read.entityType(), read.value(), description, markings,
        read.organizations());
  }

  /** A marking of which only the id came is known by its id, if it is one of the TLP. */
  private static Marking marking(String id, ObjectNode definition) {
    if (definition == null) {
      return Tlp.ofStandardId(id)
          .map(tlp -> new Marking(id, "TLP", tlp.label()))
          .orElse(new Marking(id, null, null));
    }
    return new Marking(id, definition.path("definition_type").asText(null),
        definition.path("name").asText(definition.path("definition").path("tlp").asText(null)));
  }
}
