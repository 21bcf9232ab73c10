package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Observable;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Whether an automatic job is about an observable that, by its labels, only an analyst or a playbook may ask about:
 * {@code CROWDSEC_ONLY_LABELS}, {@code CROWDSEC_SKIP_LABELS}.
 */
public record NotWanted(Config config) implements Predicate {
  @Override
  public boolean matches(Exchange exchange) {
    return JobState.job(exchange).automatic() && reason(JobState.observable(exchange)).isPresent();
  }

  /** Why an automatic job is skipped, the middle of a sentence; empty if it is not. */
  Optional<String> reason(Observable observable) {
    List<String> skip = config.get(Settings.CROWDSEC_SKIP_LABELS);
    Optional<String> skipped = observable.labels().stream().filter(label -> isIn(skip, label)).findFirst();
    if (skipped.isPresent()) {
      return Optional.of("has the label " + skipped.get() + ", which is in CROWDSEC_SKIP_LABELS");
    }
    List<String> only = config.get(Settings.CROWDSEC_ONLY_LABELS);
    return only.isEmpty() || observable.labels().stream().anyMatch(label -> isIn(only, label)) ? Optional.empty()
        : Optional.of("has none of the labels in CROWDSEC_ONLY_LABELS (" + String.join(", ", only) + ")");
  }

  private static boolean isIn(List<String> labels, String label) {
    return labels.stream().anyMatch(label.strip()::equalsIgnoreCase);
  }
}
