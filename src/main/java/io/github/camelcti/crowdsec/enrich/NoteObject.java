package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.stix.StixObject;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The note about the observable: one, whose content is replaced with every enrichment. */
final class NoteObject {

  private NoteObject() {}

  static void add(Draft draft) {
    if (!draft.settings.note().wanted()) {
      return;
    }
    CtiAnswer answer = draft.answer;
    String observable = draft.observable.standardId();
    draft.addFinding(StixObject.builder("note", StixIds.anchored("note", Map.of("crowdsec-note", observable)))
        .with("created", StixTime.format(created(answer)))
        .with("abstract", "CrowdSec enrichment for " + draft.address.canonical())
        .with("content", NoteText.of(draft.address, answer, draft.settings.note().leaveOut()))
        .with("note_types", List.of("external"))
        .with("object_refs", List.of(observable)));
  }

  /** The platform identifies notes by their date, too: the present would make a new note of the same facts. */
  private static Instant created(CtiAnswer answer) {
    return answer.lastSeen() != null ? answer.lastSeen() : answer.firstSeen();
  }
}
