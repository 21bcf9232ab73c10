package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import io.github.camelcti.crowdsec.stix.StixIds;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Observables, answers and settings of the tests. */
final class Fixtures {

  static final Instant NOW = Instant.parse("2024-06-27T08:12:33Z");
  static final Marking AMBER =
      new Marking("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "TLP", "TLP:AMBER");

  private Fixtures() {}

  static Clock at(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  static Observable observable(String value, String description) {
    return observable(value, description, List.of(AMBER), List.of());
  }

  static Observable observable(String value, String description, List<Marking> markings, List<String> orgs) {
    boolean ipv6 = value.contains(":");
    String id = StixIds.of(ipv6 ? "ipv6-addr" : "ipv4-addr", Map.of("value", value)).orElseThrow();
    return new Observable(id, ipv6 ? "IPv6-Addr" : "IPv4-Addr", value, description, markings, orgs);
  }

  static CtiAnswer sample(String name) {
    return json(Samples.read(name));
  }

  /** An answer about some address, if it does not say about which. */
  static CtiAnswer json(String body) {
    String json = body.contains("\"ip\"") ? body : body.replaceFirst("[{]\\s*", "{\"ip\":\"192.0.2.1\",");
    try {
      return CtiAnswer.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (UnreadableAnswerException e) {
      throw new AssertionError(e);
    }
  }

  /** Everything that can be switched on is on. */
  static SettingsOf everything() {
    return SettingsOf.builder()
        .with(Settings.CONNECTOR_CONFIDENCE_LEVEL, 80)
        .with(Settings.CROWDSEC_LABELS_CVE, true)
        .with(Settings.CROWDSEC_LABELS_MITRE, true)
        .with(Settings.CROWDSEC_LABELS_BEHAVIOR, true)
        .with(Settings.CROWDSEC_LABELS_REPUTATION, true)
        .with(Settings.CROWDSEC_INDICATOR_CREATE_FROM, Set.of("malicious", "suspicious"))
        .with(Settings.CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE, true)
        .with(Settings.CROWDSEC_CREATE_NOTE, true);
  }

  static Enrichment enrich(EnrichmentSettings settings, Observable observable, CtiAnswer answer) {
    IpAddress address = IpAddress.parse(observable.value()).orElseThrow();
    return new Enricher(settings, at(NOW)).enrich(observable, address, answer);
  }
}
