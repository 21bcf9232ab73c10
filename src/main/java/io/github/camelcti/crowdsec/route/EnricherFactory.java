package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.Enricher;
import java.time.Clock;

/** Makes the mapping from the connector's settings. */
public final class EnricherFactory {

  private EnricherFactory() {}

  public static Enricher create(Config config) {
    return new Enricher(null, Clock.systemUTC());
  }
}
