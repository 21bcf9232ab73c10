package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the observable's type is not in {@code CONNECTOR_SCOPE}: manual jobs and playbooks can bring any type. */
public record OutOfScope(Config config) implements Predicate {
  @Override
  public boolean matches(Exchange exchange) {
    String type = JobState.observable(exchange).entityType();
    return config.get(Settings.CONNECTOR_SCOPE).stream().noneMatch(allowed -> allowed.equalsIgnoreCase(type));
  }
}
