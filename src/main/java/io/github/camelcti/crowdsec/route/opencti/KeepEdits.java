package io.github.camelcti.crowdsec.route.opencti;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.IndicatorEdits;
import io.github.camelcti.crowdsec.opencti.IndicatorReader;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import io.github.camelcti.crowdsec.opencti.result.CommonObjects;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Takes out of a result what would undo an analyst's work (docs/mapping.md). */
public final class KeepEdits {

  private final CommonObjects commonObjects = new CommonObjects();

  /** What else the read of an observable should return. */
  Map<String, Object> variables() {
    return commonObjects.variables();
  }

  /** Takes what it returned. */
  public void learn(@Body GraphQlReply reply) {
    commonObjects.learn(reply);
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
}
