package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an enrichment.
 *
 * @param bundle what to write to the platform
 * @param sentence what the analyst reads in the work
 * @param known whether CrowdSec knows the address
 * @param description the new description of the observable, null if it does not change
 */
public record Enrichment(StixBundle bundle, String sentence, boolean known, @Nullable String description) {

  private static final String DESCRIPTION = "x_opencti_description";

  /** With the description that the bundle has. */
  public Enrichment(StixBundle bundle, String sentence, boolean known) {
    this(bundle, sentence, known, bundle.objects().stream().map(object -> (String) object.get(DESCRIPTION))
        .filter(text -> text != null).findFirst().orElse(null));
  }

  /** What is left to be sent, if OpenCTI has the rest. */
  public Enrichment with(StixBundle left) {
    return new Enrichment(left, sentence + (left.objects().isEmpty() ? "; OpenCTI has all of it" : ""), known, description);
  }

  /** Whether there is nothing to send but the description. */
  public boolean nothingLeft() {
    return bundle.objects().isEmpty();
  }

  /**
   * The bundle without the observable's description. A bundle that waits in the platform's queue must not contain it:
   * it is the whole text as it was read, and would undo what an analyst writes in the meantime.
   */
  public StixBundle withoutDescription() {
    return new StixBundle(bundle.objects().stream().map(Enrichment::withoutDescription).toList());
  }

  private static StixObject withoutDescription(StixObject object) {
    if (object.get(DESCRIPTION) == null) {
      return object;
    }
    Map<String, Object> properties = new LinkedHashMap<>(object.properties());
    properties.remove(DESCRIPTION);
    return new StixObject(properties);
  }
}
