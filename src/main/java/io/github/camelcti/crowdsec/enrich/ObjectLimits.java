package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import java.util.List;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/** How much of an answer becomes objects: CrowdSec names about ten of each, and too many harm a platform. */
final class ObjectLimits {

  /** Blocklists on an indicator. */
  static final int REFERENCES = 100;

  private static final int TECHNIQUES = 100;
  private static final int CVES = 200;
  private static final int COUNTRIES = 50;

  private ObjectLimits() {}

  static List<Technique> techniques(CtiAnswer answer) {
    return answer.mitreTechniques().stream().limit(TECHNIQUES).toList();
  }

  static List<String> cves(CtiAnswer answer) {
    return answer.cves().stream().limit(CVES).toList();
  }

  /** All countries with their shares, including unknown codes, the most targeted first. */
  static List<Entry<String, Double>> shares(CtiAnswer answer) {
    return answer.mostTargeted().stream().limit(COUNTRIES).toList();
  }

  /** The known countries with their shares, the most targeted first. */
  static List<Target> countries(CtiAnswer answer) {
    return answer.mostTargeted().stream()
        .filter(entry -> Countries.find(entry.getKey()).isPresent())
        .limit(COUNTRIES)
        .map(entry -> new Target(Countries.find(entry.getKey()).get(), entry.getValue()))
        .toList();
  }

  /**
   * A targeted country.
   *
   * @param percent its share of the attacks, more than 0; null if CrowdSec gives none
   */
  record Target(Countries.Country country, Double percent) {

    /** The share in whole percent, null if there is none. */
    @Nullable Integer count() {
      return percent == null || Math.round(percent) == 0 ? null : (Integer) (int) Math.round(percent);
    }
  }
}
