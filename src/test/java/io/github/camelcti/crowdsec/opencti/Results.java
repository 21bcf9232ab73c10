package io.github.camelcti.crowdsec.opencti;

import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.doubles.Samples;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.EnrichmentSettings;
import io.github.camelcti.crowdsec.enrich.Observable;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import io.github.camelcti.crowdsec.enrich.marking.Marking;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.support.SettingsOf;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Results of the mapping, to be delivered. */
public final class Results {

  public static final String ORGANIZATION = "identity--4c0e8a4b-6f0b-5d0e-8a49-5f2c4a7f9f11";
  public static final String OBSERVABLE = "ipv4-addr--b829e7b8-f0b9-5b2b-b0a6-1d6ec2e4fb4d";

  private Results() {}

  /** An observable that is marked and shared with one organization. */
  public static Observable observable() {
    return new Observable(OBSERVABLE, "IPv4-Addr", "192.0.2.10", "Seen by me",
        List.of(new Marking("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "TLP", "TLP:AMBER")),
        List.of(ORGANIZATION));
  }

  /** All that a malicious address can lead to, everything switched on. */
  public static StixBundle full() {
    EnrichmentSettings settings = SettingsOf.builder()
        .with(Settings.CROWDSEC_LABELS_CVE, true)
        .with(Settings.CROWDSEC_LABELS_MITRE, true)
        .with(Settings.CROWDSEC_LABELS_BEHAVIOR, true)
        .with(Settings.CROWDSEC_LABELS_REPUTATION, true)
        .with(Settings.CROWDSEC_INDICATOR_CREATE_FROM, Set.of("malicious"))
        .with(Settings.CROWDSEC_ATTACK_PATTERN_CREATE_FROM_MITRE, true)
        .with(Settings.CROWDSEC_CREATE_NOTE, true).build();
    Clock clock = Clock.fixed(Instant.parse("2024-06-27T08:12:33Z"), ZoneOffset.UTC);
    try {
      CtiAnswer answer = CtiAnswer.parse(Samples.read("200-malicious-full").getBytes(StandardCharsets.UTF_8));
      return new Enricher(settings, clock)
          .enrich(observable(), IpAddress.parse("192.0.2.10").orElseThrow(), answer).bundle();
    } catch (UnreadableAnswerException e) {
      throw new AssertionError(e);
    }
  }
}
