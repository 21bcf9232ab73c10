package io.github.camelcti.crowdsec.cli.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.enrich.EnrichmentStamp;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.AddressSpace;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits.Excess;
import io.github.camelcti.crowdsec.opencti.ObservableReader;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlException;
import io.github.camelcti.crowdsec.opencti.graphql.Operation;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformClient;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformUnavailableException;
import io.github.camelcti.crowdsec.opencti.result.CommonObjects;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Goes through the observables in scope, oldest first, and requests enrichment for those that need it. */
public final class Backfill {

  private static final int PAGE = 100;
  private static final int MOST_FAILURES_IN_A_ROW = 3;
  private static final String CROWDSEC = "crowdsec";

  /** What happens to an observable. */
  public enum Verdict {
    NEVER("never enriched"),
    LONG_AGO("enriched too long ago"),
    LATELY("enriched recently"),
    UNDATED("enriched, without a date"),
    NOT_PUBLIC("private addresses"),
    NOT_AN_ADDRESS("networks or not addresses"),
    OVER_TLP("over CROWDSEC_MAX_TLP"),
    OVER_PAP("over CROWDSEC_MAX_PAP");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }

    boolean wanted() {
      return this == NEVER || this == LONG_AGO;
    }
  }

  /**
   * A request for one observable.
   *
   * @param last time since its last enrichment, null for never
   * @param failure why the platform did not take it; null if it did, and in a dry run
   */
  public record Asked(String value, @Nullable Duration last, @Nullable String failure) {}

  private final Config config;
  private final PlatformClient client;
  private final Clock clock;
  private final @Nullable Duration olderThan;
  private final DisclosureLimits limits;
  private final List<Asked> asked = new ArrayList<>();
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
  private int failuresInARow;
  private boolean finished;
  private @Nullable String trouble;

  /** @param olderThan an older enrichment counts as none */
  public Backfill(Config config, PlatformClient client, Clock clock, @Nullable Duration olderThan) {
    this.config = config;
    this.client = client;
    this.clock = clock;
    this.olderThan = olderThan;
    this.limits = new DisclosureLimits(config.get(Settings.CROWDSEC_MAX_TLP), config.get(Settings.CROWDSEC_MAX_PAP));
  }

  /**
   * Continues where the state says.
   *
   * @param state where to start; only updated if {@code go} is true
   * @param limit maximum number of requests
   * @param go whether to send the requests; otherwise they are only listed
   */
  public void run(BackfillState state, int limit, boolean go) {
    Set<String> refused = state.refused();
    String after = state.after();
    again(refused, limit, go, () -> state.save(state.after(), refused));
    while (!finished && trouble == null) {
      Map<String, Object> variables = new HashMap<>();
      variables.put("types", config.get(Settings.CONNECTOR_SCOPE));
      variables.put("first", PAGE);
      variables.put("after", after);
      JsonNode page = client.ask(Operation.of("find-observables", variables, "stixCyberObservables")).data()
          .path("stixCyberObservables");
      for (JsonNode edge : page.path("edges")) {
        JsonNode observable = edge.path("node");
        Verdict verdict = verdict(observable);
        if (verdict.wanted() && asked.size() >= limit || trouble != null) {
          return;
        }
        counts.merge(verdict, 1, Integer::sum);
        if (verdict.wanted() && !ask(observable, go)) {
          refused.add(observable.path("id").asText());
          failuresInARow++;
          trouble = failuresInARow < MOST_FAILURES_IN_A_ROW ? null
              : "OpenCTI did not take " + failuresInARow + " requests in a row: "
                  + asked.get(asked.size() - 1).failure();
        } else if (verdict.wanted()) {
          failuresInARow = 0;
        }
        after = edge.path("cursor").asText(after);
        if (go) {
          state.save(after, refused);
        }
      }
      finished = !page.path("pageInfo").path("hasNextPage").asBoolean() || page.path("edges").isEmpty();
      after = page.path("pageInfo").path("endCursor").asText(after);
    }
    if (go && finished) {
      state.clear(); // the next one starts over and so finds those that were refused
    }
  }

  /** Requests again what was refused in an earlier run, as it is now; forgets an observable that is gone. */
  private void again(Set<String> refused, int limit, boolean go, Runnable save) {
    for (String id : List.copyOf(refused)) {
      // Leave half of the limit to others, in case these are always refused.
      if (asked.size() >= limit || 2 * refused() >= limit) {
        return;
      }
      Map<String, Object> variables = new HashMap<>(CommonObjects.none());
      variables.put("id", id);
      JsonNode observable = client.ask(Operation.of("read-observable", variables, "stixCyberObservable")).data()
          .path("stixCyberObservable");
      Verdict verdict = observable.isObject() ? verdict(observable) : null;
      if (verdict != null) {
        counts.merge(verdict, 1, Integer::sum);
      }
      if (verdict == null || !verdict.wanted() || ask(observable, go)) {
        refused.remove(id);
      }
      if (go) {
        save.run();
      }
    }
  }

  /** Returns whether the platform took it; true in a dry run. */
  private boolean ask(JsonNode observable, boolean go) {
    String value = observable.path("observable_value").asText();
    Duration last = age(observable).orElse(null);
    String failure = null;
    if (go) {
      try {
        client.ask(Operation.of("ask-enrichment", Map.of("id", observable.path("id").asText(),
            "connector", config.get(Settings.CONNECTOR_ID)), "stixCoreObjectEdit"));
      } catch (GraphQlException | PlatformUnavailableException e) { // refused or not available: a later run asks again
        failure = e.getMessage();
      }
    }
    asked.add(new Asked(value, last, failure));
    return failure == null;
  }

  private Verdict verdict(JsonNode observable) {
    Optional<IpAddress> address = IpAddress.parse(observable.path("observable_value").asText());
    if (address.isEmpty()) {
      return Verdict.NOT_AN_ADDRESS; // its job could only fail
    }
    if (config.get(Settings.CROWDSEC_SKIP_PRIVATE) && AddressSpace.neverPublic(address.get())) {
      return Verdict.NOT_PUBLIC;
    }
    Observable read = Objects.requireNonNull(ObservableReader.read(observable), "a list has only observables");
    Optional<Excess> excess = limits.excess(read.markings());
    if (excess.isPresent()) {
      return excess.get().byTlp() ? Verdict.OVER_TLP : Verdict.OVER_PAP; // its job could only fail
    }
    Optional<Duration> age = age(observable);
    if (age.isPresent()) {
      return age.get().compareTo(olderThan) > 0 ? Verdict.LONG_AGO : Verdict.LATELY;
    }
    for (JsonNode reference : observable.path("externalReferences").path("edges")) {
      if (reference.path("node").path("source_name").asText().toLowerCase(Locale.ROOT).startsWith(CROWDSEC)) {
        return Verdict.UNDATED;
      }
    }
    return Verdict.NEVER;
  }

  private Optional<Duration> age(JsonNode observable) {
    return EnrichmentStamp.age(observable.path("x_opencti_description").asText(null), clock.instant());
  }

  /** The requests that were sent, or would be. */
  public List<Asked> asked() {
    return asked;
  }

  /** Number of requests that the platform did not take. */
  public int refused() {
    return (int) asked.stream().filter(it -> it.failure() != null).count();
  }

  /** Number of observables of each kind. */
  public Map<Verdict, Integer> counts() {
    return counts;
  }

  /** Whether the end of the list was reached. */
  public boolean finished() {
    return finished;
  }

  /** Why the run was given up, null if it was not. */
  public @Nullable String trouble() {
    return trouble;
  }
}
