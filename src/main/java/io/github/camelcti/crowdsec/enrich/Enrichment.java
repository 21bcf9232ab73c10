package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an enrichment.
 *
 * @param bundle all that OpenCTI should have afterwards
 * @param sentence what the analyst reads in the work
 * @param known whether CrowdSec knows the address
 * @param left what of it OpenCTI does not have yet, null if nobody has looked
 */
public record Enrichment(StixBundle bundle, String sentence, boolean known, @Nullable StixBundle left) {

  private static final String DESCRIPTION = "x_opencti_description";

  /** All of it is to be sent. */
  public Enrichment(StixBundle bundle, String sentence, boolean known) {
    this(bundle, sentence, known, null);
  }

  /** The new description of the observable, null if it does not change. */
  public @Nullable String description() {
    return bundle.objects().stream().map(object -> (String) object.get(DESCRIPTION)).filter(text -> text != null)
        .findFirst().orElse(null);
  }

  /** The same, of which OpenCTI has all but this, which is without the description. */
  public Enrichment leaving(StixBundle left) {
    return new Enrichment(bundle, sentence + (left.objects().isEmpty() ? "; OpenCTI has all of it" : ""), known, left);
  }

  /** What is to be sent, without the description. */
  public StixBundle toSend() {
    return left == null ? withoutDescription() : left;
  }

  /** Whether there is nothing to send but the description. */
  public boolean nothingLeft() {
    return toSend().objects().isEmpty();
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
