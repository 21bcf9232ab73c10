package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Reference;
import io.github.camelcti.crowdsec.stix.ExternalReference;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The organization, the observable, the indicator and the note. */
final class CoreObjects {

  private static final String MALICIOUS = "malicious";

  private CoreObjects() {}

  static void addOrganization(BundleDraft draft) {
    draft.addCommon(StixObject.builder("identity", draft.organization)
        .with("name", draft.settings.organization().name())
        .with("identity_class", "organization")
        .with("description", draft.settings.organization().description())
        // Without a confidence, it would overwrite what others wrote about the organization.
        .with("confidence", ThreatObjects.LOWEST));
  }

  /** Adds the observable with only what identifies it and what changes; the platform keeps the rest. */
  static void addObservable(BundleDraft draft, List<Label> labels) {
    Observable observable = draft.observable;
    EnrichmentSettings.Stamp stamp = draft.settings.stamp();
    String description = !stamp.date() ? observable.description()
        : EnrichmentStamp.replace(observable.description(), draft.now, stamp.reputation() ? draft.verdict() : null);
    boolean changed = description != null && !description.equals(observable.description());
    String type = observable.entityType().toLowerCase(Locale.ROOT);
    draft.addCommon(StixObject.builder(type, observable.standardId())
        .with("value", observable.value())
        // Without its markings, the platform would let everybody see the observable.
        .with("object_marking_refs", draft.markings())
        // No score, because the platform would overwrite the analyst's score with it.
        .with("x_opencti_description", changed ? description : null)
        .with("x_opencti_tags", labels)
        .with("external_references", List.of(draft.ctiPage())));
  }

  /** Adds the indicator, if the reputation leads to one; returns its id or null. */
  static @Nullable String addIndicator(BundleDraft draft) {
    CtiAnswer answer = draft.answer;
    if (!draft.isIndicated() || draft.answer.isFalsePositive()) {
      return null;
    }
    String ip = draft.address.canonical();
    String pattern = "[" + (draft.address.ipv6() ? "ipv6" : "ipv4") + "-addr:value = '" + ip + "']";
    String id = draft.addFinding(StixObject.builder("indicator", StixIds.indicator(pattern))
        .with("name", "CrowdSec CTI (" + answer.reputation() + " IP: " + ip + ")")
        .with("description", "CrowdSec CTI detection for " + ip)
        .with("pattern", pattern)
        .with("pattern_type", "stix")
        .with("pattern_version", "2.1")
        .with("indicator_types", MALICIOUS.equals(answer.reputation()) ? List.of("malicious-activity") : null)
        // STIX requires a date, but we do not invent one; without it, the platform uses the time of creation.
        .with("valid_from", reported(answer))
        .with("external_references", lists(answer))
        .with("x_opencti_score", draft.score())
        .with("x_opencti_main_observable_type", draft.address.ipv6() ? "IPv6-Addr" : "IPv4-Addr"));
    draft.relate("based-on", id, draft.observable.standardId());
    return id;
  }

  /** Adds the note about the observable, if wanted; each enrichment replaces its content. */
  static void addNote(BundleDraft draft) {
    if (!draft.settings.note().wanted()) {
      return;
    }
    String observable = draft.observable.standardId();
    draft.addFinding(StixObject.builder("note", StixIds.anchored("note", Map.of("crowdsec-note", observable)))
        // The platform also identifies notes by their date, so the current time would create a new note each time.
        .with("created", reported(draft.answer))
        .with("abstract", "CrowdSec enrichment for " + draft.address.canonical())
        .with("content", NoteText.of(draft.address, draft.answer, draft.settings.note().leaveOut()))
        .with("note_types", List.of("external"))
        .with("object_refs", List.of(observable)));
  }

  /** The date of the last report, or of the first if that is the only one. */
  private static @Nullable String reported(CtiAnswer answer) {
    return StixTime.format(answer.lastSeen() == null ? answer.firstSeen() : answer.lastSeen());
  }

  private static List<ExternalReference> lists(CtiAnswer answer) {
    return answer.references().stream()
        .filter(reference -> !reference.urls().isEmpty())
        .map(CoreObjects::link)
        .distinct()
        .limit(ObjectLimits.REFERENCES)
        .toList();
  }

  private static ExternalReference link(Reference reference) {
    return new ExternalReference(reference.label(), reference.urls().get(0), reference.description());
  }
}
