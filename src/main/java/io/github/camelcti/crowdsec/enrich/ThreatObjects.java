package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attack patterns and vulnerabilities. */
final class ThreatObjects {

  /**
   * Confidence of objects of common knowledge. CrowdSec knows only their names, so what the platform has from a better
   * source is kept.
   */
  static final int LOWEST = 1;

  private ThreatObjects() {}

  /** Adds the techniques, if wanted; returns the ids of their attack patterns. */
  static List<String> addAttackPatterns(BundleDraft draft, @Nullable String indicator) {
    List<String> ids = new ArrayList<>();
    if (draft.settings.objects().attackPatterns()) {
      for (Technique technique : ObjectLimits.techniques(draft.answer)) {
        String id = draft.addCommon(
            StixObject.builder("attack-pattern", StixIds.attackPattern(technique.id()))
                .with("name", name(technique))
                .with("x_mitre_id", technique.id())
                .with("confidence", LOWEST));
        if (indicator == null) {
          draft.relate("related-to", draft.observable.standardId(), id);
        } else {
          draft.relate("indicates", indicator, id);
        }
        ids.add(id);
      }
    }
    return ids;
  }

  /** The platform refuses names of one letter. */
  private static String name(Technique technique) {
    return technique.label() == null || technique.label().length() < 2 ? technique.id() : technique.label();
  }

  static void addVulnerabilities(BundleDraft draft) {
    if (draft.settings.objects().vulnerabilities()) {
      for (String cve : ObjectLimits.cves(draft.answer)) {
        String id = draft.addCommon(StixObject.builder("vulnerability", StixIds.vulnerability(cve))
            .with("name", cve)
            .with("confidence", LOWEST));
        draft.relate("related-to", id, draft.observable.standardId());
      }
    }
  }
}
