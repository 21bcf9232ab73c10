package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import io.github.camelcti.crowdsec.stix.ExternalReference;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A bundle under construction, with the facts that all its objects share. */
final class BundleDraft {

  private static final int SCORE_STEP = 20;
  private static final int HIGH = 90;
  private static final int MEDIUM = 60;
  private static final int LOW = 30;

  final EnrichmentSettings settings;
  final Observable observable;
  final IpAddress address;
  final CtiAnswer answer;
  final Instant now;
  final String organization;

  private final Map<String, StixObject> objects = new LinkedHashMap<>();

  BundleDraft(EnrichmentSettings settings, Observable observable, IpAddress address, CtiAnswer answer,
      Instant now) {
    this.settings = settings;
    this.observable = observable;
    this.address = address;
    this.answer = answer;
    this.now = now;
    this.organization = StixIds.identity(settings.organization().name(), "organization");
  }

  /** Adds an object that anybody may see, such as a country. */
  String addCommon(StixObject.Builder object) {
    // An observable that is shared with some organizations only must not tell the others what was
    // found about it.
    StixObject built = object.with("x_opencti_granted_refs", observable.organizations()).build();
    objects.putIfAbsent(built.id(), built);
    return built.id();
  }

  /** Adds an object that says something about the observable and is as confidential as the observable. */
  String addFinding(StixObject.Builder object) {
    return addCommon(object
        .with("created_by_ref", organization)
        .with("object_marking_refs", markings())
        .with("confidence", confidence()));
  }

  /** Adds a relationship between two objects of the bundle. */
  void relate(String type, String source, String target) {
    addFinding(StixObject.builder("relationship", StixIds.relationship(type, source, target))
        .with("relationship_type", type)
        .with("source_ref", source)
        .with("target_ref", target));
  }

  List<String> markings() {
    return observable.markings().stream().map(Marking::standardId).distinct().toList();
  }

  /** CrowdSec's confidence on OpenCTI's scale, never above the limit in the settings. */
  int confidence() {
    int limit = settings.confidenceLevel() == null ? 0 : settings.confidenceLevel();
    if (answer.confidence() == null) {
      return limit;
    }
    int confidence = switch (answer.confidence()) {
      case "high" -> HIGH;
      case "medium" -> MEDIUM;
      case "low" -> LOW;
      default -> 0; // "none", or a word that is not on CrowdSec's scale
    };
    return settings.confidenceLevel() == null ? confidence : Math.min(confidence, limit);
  }

  /** CrowdSec's score of 0 to 5 on OpenCTI's scale; null if there is none. */
  @Nullable Integer score() {
    Double overall = answer.overallScore();
    return answer.isKnown() && answer.reputation() != null && overall != null
        ? (Integer) (int) Math.round(overall * SCORE_STEP) : null;
  }

  ExternalReference ctiPage() {
    return new ExternalReference("CrowdSec CTI", Enricher.page(address.canonical()), "CrowdSec CTI url for this IP");
  }

  /** Whether the reputation leads to an indicator; a false positive never does. */
  boolean isIndicated() {
    return answer.reputation() != null && settings.indicatorCreateFrom().contains(answer.reputation());
  }

  /** CrowdSec's verdict on the address, in a word. */
  String verdict() {
    return answer.reputation() == null ? "no reputation" : answer.reputation();
  }

  long count(String type) {
    return objects.values().stream().filter(object -> object.type().equals(type)).count();
  }

  StixBundle bundle() {
    return new StixBundle(new ArrayList<>(objects.values()));
  }
}
