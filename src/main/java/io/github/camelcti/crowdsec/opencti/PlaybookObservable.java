package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import io.github.camelcti.crowdsec.enrich.marking.Tlp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The observable as a playbook's step sees it: earlier steps may have added markings or changed its description, which
 * are not in OpenCTI yet.
 */
public final class PlaybookObservable {

  private static final String TLP = "TLP";

  private PlaybookObservable() {}

  /**
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
      if (markings.stream().noneMatch(marking -> id.equals(marking.standardId()))) {
        markings.add(marking(id, playbook.object(id)));
      }
    }
    // As in OpenCTI's import, the top level wins over the extension.
    String description = came.path("x_opencti_description").asText(came.path("extensions")
        .path(PlaybookResult.OBSERVABLE_EXTENSION).path("description").asText(read.description()));
    return new Observable(read.standardId(), read.entityType(), read.value(), description, markings,
        read.organizations(), read.labels());
  }

  /** The five TLP markings are recognized by their ids, whatever the bundle says; others by their definition. */
  private static Marking marking(String id, @Nullable ObjectNode definition) {
    Optional<Tlp> tlp = Tlp.ofStandardId(id);
    if (tlp.isPresent()) {
      return new Marking(id, TLP, tlp.get().label());
    }
    if (definition == null) {
      return new Marking(id, null, null);
    }
    // OpenCTI gives every marking a name. STIX itself need not: there the text is the only value of the definition.
    JsonNode inside = definition.path("definition").elements().hasNext()
        ? definition.path("definition").elements().next() : definition.path("definition");
    return new Marking(id, definition.path("definition_type").asText(null), definition.path("name").asText(inside.asText(null)));
  }
}
