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

  /** What the read of an observable is to tell besides. */
  Map<String, Object> variables() {
    return commonObjects.variables();
  }

  /** Takes what it told. */
  public void learn(@Body GraphQlReply reply) {
    commonObjects.learn(reply);
  }

  /** Whether the result holds an indicator, which may be somebody's by now. */
  public boolean writesIndicator(@Variable("enrichment") Enrichment enrichment) {
    return IndicatorEdits.indicator(enrichment).isPresent();
  }

  /** Spares the indicator, given the platform's answer about it. */
  public Enrichment indicator(@Variable("enrichment") Enrichment enrichment, @Body GraphQlReply reply) {
    return IndicatorEdits.keep(enrichment, IndicatorReader.read(reply), Clock.systemUTC().instant());
  }

  /** Spares countries, attack patterns, vulnerabilities and the organization. */
  public Enrichment common(@Variable("enrichment") Enrichment enrichment) {
    return new Enrichment(commonObjects.spare(enrichment.bundle()), enrichment.sentence(), enrichment.known());
  }
}
