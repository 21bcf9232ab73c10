package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.marking.Marking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An observable as the platform holds it: what is needed to decide whether to enrich it and to write back to it.
 *
 * @param standardId STIX id that the platform gave it; results refer to this id and never to a computed one
 * @param entityType OpenCTI's type, {@code IPv4-Addr} or {@code IPv6-Addr} for those in scope
 * @param value the value exactly as the platform stores it (not always canonical for IPv6)
 * @param description the analyst's description, null if there is none
 * @param markings all markings, TLP and others, never null
 * @param organizations STIX ids of the organizations that the observable is shared with, never null
 * @param labels its labels, never null
 */
public record Observable(
    String standardId,
    String entityType,
    String value,
    @Nullable String description,
    List<Marking> markings,
    List<String> organizations,
    List<String> labels) {

  public Observable {
    markings = List.copyOf(markings);
    organizations = List.copyOf(organizations);
    labels = List.copyOf(labels);
  }

  /** One without labels. */
  public Observable(String standardId, String entityType, String value, @Nullable String description, List<Marking> markings,
      List<String> organizations) {
    this(standardId, entityType, value, description, markings, organizations, List.of());
  }
}
