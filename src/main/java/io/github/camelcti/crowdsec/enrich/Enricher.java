package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.stix.Label;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Turns what CrowdSec says about an address into objects for OpenCTI. The same answer at the same time gives exactly
 * the same bundle; at another time, only the stamp in the description differs.
 *
 * <p>An indicator's score is CrowdSec's overall total (0 to 5) times 20. If the answer has no total or no reputation,
 * there is none. The observable's own score belongs to the analyst and is not changed.
 */
public final class Enricher {

  private static final String CTI_PAGE = "https://app.crowdsec.net/cti/";

  private final EnrichmentSettings settings;
  private final Clock clock;

  /**
   * @param settings what to write
   * @param clock for the stamp in the description
   */
  public Enricher(EnrichmentSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * CrowdSec's page about an address.
   *
   * @param address in its canonical form
   */
  public static String page(String address) {
    return CTI_PAGE + address;
  }

  /** Makes the bundle. */
  public Enrichment enrich(Observable observable, IpAddress address, CtiAnswer answer) {
    BundleDraft draft = new BundleDraft(settings, observable, address, answer, clock.instant());
    CoreObjects.addOrganization(draft);
    if (!answer.isKnown()) {
      CoreObjects.addObservable(draft, List.of());
      return new Enrichment(draft.bundle(), ResultSentence.notKnown(draft), false);
    }
    List<Label> labels = Labels.of(answer, settings.labels());
    CoreObjects.addObservable(draft, labels);
    String indicator = CoreObjects.addIndicator(draft);
    List<String> attackPatterns = ThreatObjects.addAttackPatterns(draft, indicator);
    ThreatObjects.addVulnerabilities(draft);
    SightingObjects.addCountries(draft, indicator, attackPatterns);
    NetworkObjects.add(draft);
    CoreObjects.addNote(draft);
    SightingObjects.addAtOrganization(draft, indicator);
    return new Enrichment(draft.bundle(), ResultSentence.of(draft, labels.size()), true);
  }

  /**
   * Whether the observable was enriched too recently to look it up again.
   *
   * @return the age of the last enrichment, if it is below the minimum delay
   */
  public Optional<Duration> tooSoon(Observable observable) {
    Instant now = clock.instant();
    return EnrichmentStamp.age(observable.description(), now)
        .filter(age -> age.compareTo(settings.stamp().minDelay()) < 0);
  }
}
