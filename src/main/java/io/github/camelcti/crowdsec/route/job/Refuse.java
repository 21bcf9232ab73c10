package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.AddressSpace;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.hook.HookCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Why a job is refused: whether a reason applies ({@code isOutOfScope}), and the {@link Refusal} that ends the job for it
 * ({@code outOfScope}).
 */
public final class Refuse {

  private static final int LONGEST_QUOTE = 100;
  private static final int LONGEST_REASON = 500;
  private static final String FROM = "CrowdSec: ";

  private final Config config;
  private final Enricher enricher;

  /** @param enricher knows when an observable was last enriched */
  public Refuse(Config config, Enricher enricher) {
    this.config = config;
    this.enricher = enricher;
  }

  public void notFound(@Variable("job") Job job) {
    throw new Refusal(Outcome.refused(JobOutcome.NOT_FOUND, "CrowdSec: the observable " + job.entityId()
        + " does not exist, or the connector's user may not see it"));
  }

  /** Whether the observable's type is not in {@code CONNECTOR_SCOPE}: manual jobs and playbooks can bring any type. */
  public boolean isOutOfScope(Exchange exchange) {
    String type = JobState.observable(exchange).entityType();
    return config.get(Settings.CONNECTOR_SCOPE).stream().noneMatch(allowed -> allowed.equalsIgnoreCase(type));
  }

  public void outOfScope(@Variable("observable") Observable observable) {
    throw new Refusal(Outcome.refused(JobOutcome.OUT_OF_SCOPE, "CrowdSec: " + observable.entityType() + " is out of scope; CONNECTOR_SCOPE is "
        + String.join(",", config.get(Settings.CONNECTOR_SCOPE))));
  }

  public void notAnAddress(@Variable("observable") Observable observable) {
    throw new Refusal(Outcome.refused(JobOutcome.NOT_AN_ADDRESS,
        "CrowdSec: '" + quote(observable.value()) + "' " + AddressFault.say(observable.value())));
  }

  /** Refused by the rule that the routes use: ours, or one of the same name in routes/custom. */
  public void overTlpLimit(Exchange exchange) {
    Predicate rule = exchange.getContext().getRegistry().lookupByNameAndType("overTlpLimit", Predicate.class);
    Optional<Excess> excess = rule instanceof OverTlpLimit limits ? limits.excess(exchange) : Optional.empty();
    throw new Refusal(excess.map(it -> Sentences.tooSecret(it, exchange)).orElseGet(() -> Outcome.refused(JobOutcome.OVER_TLP,
        "CrowdSec: this installation's rule overTlpLimit refuses the observable" + Sentences.notSent(exchange))));
  }

  /** Whether, by its labels, only an analyst or a playbook may ask about the observable of an automatic job. */
  public boolean isNotWanted(Exchange exchange) {
    return JobState.job(exchange).automatic() && unwanted(JobState.observable(exchange)).isPresent();
  }

  /** The middle of a sentence. */
  private Optional<String> unwanted(Observable observable) {
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

  public void notWanted(@Variable("observable") Observable observable) {
    throw new Refusal(Outcome.fine(JobOutcome.NOT_WANTED, "CrowdSec: not enriched: this automatic job's observable "
        + unwanted(observable).orElseThrow()));
  }

  /**
   * Whether the observable was enriched less than {@code CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS} ago. For a job that was
   * started before, the date says nothing: the job itself may have written it, in an attempt whose result did not arrive.
   */
  public boolean isEnrichedLately(Exchange exchange) {
    return !JobState.job(exchange).redelivered() && enricher.tooSoon(JobState.observable(exchange)).isPresent();
  }

  public void enrichedLately(@Variable("observable") Observable observable, Exchange exchange) {
    throw new Refusal(Outcome.fine(JobOutcome.LATELY, "CrowdSec: " + quote(observable.value()) + " was enriched less than "
        + config.get(Settings.CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS).toSeconds()
        + " s ago (CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS)" + (Sentences.asked(exchange) ? "" : "; nothing was done")));
  }

  /** Whether the address is a private or local one that {@code CROWDSEC_SKIP_PRIVATE} excludes from look-ups. */
  public boolean isNeverPublic(Exchange exchange) {
    return config.get(Settings.CROWDSEC_SKIP_PRIVATE) && AddressSpace.neverPublic(JobState.address(exchange));
  }

  public void neverPublic(@Variable("address") IpAddress address, Exchange exchange) {
    throw new Refusal(Outcome.fine(JobOutcome.PRIVATE,
        "CrowdSec: " + address + " is a private or local address that CrowdSec can't know"
        + Sentences.notSent(exchange) + " (CROWDSEC_SKIP_PRIVATE)"));
  }

  /**
   * Ends a job for a reason of the engineer's own, the body. In a hook it throws nothing, since Camel would log that as
   * an error of the hook's route: it ends the route, and then the job.
   */
  public void skip(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    // What our hooks pass on is no text, and nobody wants to read it in a work.
    String text = body instanceof Map || body instanceof Record ? null : exchange.getMessage().getBody(String.class);
    String reason = text == null || text.isBlank() ? "skipped by a route of this installation, which gave no reason"
        : line(text, LONGEST_REASON).strip();
    String sentence = reason.startsWith(FROM) ? reason : FROM + reason;
    HookCall hook = HookCall.of(exchange);
    if (hook == null) {
      throw new Refusal(Outcome.fine(JobOutcome.SKIPPED, sentence));
    }
    hook.skip(sentence);
    exchange.setRouteStop(true);
  }

  private static String quote(@Nullable String text) {
    return line(String.valueOf(text), LONGEST_QUOTE);
  }

  private static String line(String text, int longest) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= longest ? line : line.substring(0, longest) + "...";
  }
}
