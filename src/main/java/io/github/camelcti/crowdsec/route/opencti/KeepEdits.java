package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.IndicatorEdits;
import io.github.camelcti.crowdsec.opencti.IndicatorReader;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.result.CommonObjects;
import io.github.camelcti.crowdsec.opencti.result.InPlace;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Takes out of a result what would undo an analyst's work, and what OpenCTI has already (docs/mapping.md). */
public final class KeepEdits {

  private final CommonObjects commonObjects = new CommonObjects();
  private final InPlace inPlace = new InPlace();

  /** What else the read of a job's observable should return. What a draft has, the live data may lack. */
  Map<String, Object> variables(Job job) {
    Map<String, Object> all = new HashMap<>(commonObjects.variables());
    if (!job.inDraft()) {
      all.putAll(inPlace.variables(job.entityId()));
    }
    return all;
  }

  /** Takes what it returned. */
  public void learn(@Variable("job") Job job, @Body GraphQlReply reply) {
    commonObjects.learn(reply);
    if (!job.inDraft()) {
      inPlace.learn(job.entityId(), reply);
    }
  }

  /** Whether the result has an indicator, which an analyst may have edited. */
  public boolean writesIndicator(@Variable("enrichment") Enrichment enrichment) {
    return IndicatorEdits.indicator(enrichment).isPresent();
  }

  /** Protects an edited indicator, given the platform's answer about it. */
  public Enrichment indicator(@Variable("enrichment") Enrichment enrichment, @Body GraphQlReply reply) {
    return IndicatorEdits.keep(enrichment, IndicatorReader.read(reply), Clock.systemUTC().instant());
  }

  /** Protects edited countries, attack patterns, vulnerabilities and the organization. */
  public Enrichment common(@Variable("enrichment") Enrichment enrichment) {
    return new Enrichment(commonObjects.spare(enrichment.bundle()), enrichment.sentence(), enrichment.known());
  }

  /** Leaves out what OpenCTI has as it would be sent: everything, if nothing is new and there is a work to tell. */
  public Enrichment leaveOut(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment) {
    return enrichment.leaving(inPlace.leaveOut(job.entityId(), enrichment.withoutDescription(), job.hasWork()));
  }

  /** OpenCTI has taken what was left of the result. */
  public void sent(@Variable("job") Job job, @Variable("enrichment") Enrichment enrichment) {
    inPlace.sent(job.entityId(), enrichment.withoutDescription());
  }
}
