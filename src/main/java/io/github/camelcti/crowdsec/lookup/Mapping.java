package io.github.camelcti.crowdsec.lookup;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.LookUpHistory.LookedUp;
import io.github.camelcti.crowdsec.stix.StixIds;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The connector's own mapping, for an observable that is new on the platform: no marking, no description. */
public final class Mapping {

  private final Enricher enricher;

  /**
   * @param config the settings that decide what is written
   * @param clock for the stamp in the description
   */
  public Mapping(Config config, Clock clock) {
    enricher = EnricherFactory.create(config, clock);
  }

  /** What the connector would write for an answer about an address. */
  public Result map(IpAddress address, CtiAnswer answer) {
    return Result.of(address.canonical(), answer, enricher.enrich(observable(address), address, answer));
  }

  /** The same for an earlier look-up. */
  public Result map(LookedUp earlier) {
    return map(earlier.address(), earlier.answer()).at(earlier.time());
  }

  private static Observable observable(IpAddress address) {
    String type = address.ipv6() ? "IPv6-Addr" : "IPv4-Addr";
    String id = StixIds.of(type.toLowerCase(Locale.ROOT), Map.of("value", address.canonical())).orElseThrow();
    return new Observable(id, type, address.canonical(), null, List.of(), List.of());
  }
}
