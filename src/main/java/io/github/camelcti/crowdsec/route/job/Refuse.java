package io.github.camelcti.crowdsec.route.job;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.AddressFault;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import io.github.camelcti.crowdsec.metrics.JobOutcome;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.route.hook.HookCall;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** Ends a job with nothing delivered: each method throws the {@link Refusal} that it is named after. */
public record Refuse(Config config, NotWanted notWanted) {

  private static final int LONGEST_QUOTE = 100;
  private static final int LONGEST_REASON = 500;
  private static final String FROM = "CrowdSec: ";

  public void notFound(@Variable("job") Job job) {
    throw new Refusal(Outcome.refused(JobOutcome.NOT_FOUND, "CrowdSec: the observable " + job.entityId()
        + " does not exist, or the connector's user may not see it"));
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

  public void notWanted(@Variable("observable") Observable observable) {
    throw new Refusal(Outcome.fine(JobOutcome.NOT_WANTED, "CrowdSec: not enriched: this automatic job's observable "
        + notWanted.reason(observable).orElseThrow()));
  }

  public void enrichedLately(@Variable("observable") Observable observable, Exchange exchange) {
    throw new Refusal(Outcome.fine(JobOutcome.LATELY, "CrowdSec: " + quote(observable.value()) + " was enriched less than "
        + config.get(Settings.CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS).toSeconds()
        + " s ago (CROWDSEC_MIN_DELAY_BETWEEN_ENRICHMENTS)" + (Sentences.asked(exchange) ? "" : "; nothing was done")));
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
