package io.github.camelcti.crowdsec.enrich;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What CrowdSec says about an address, as far as it is used. Nulls are facts that the answer does not have.
 *
 * @param reputation lower case, for example {@code malicious}
 * @param confidence lower case, for example {@code high}
 * @param country code of the country that the address is in
 * @param city city that the address is in
 * @param behaviors what the address was reported for
 * @param attackDetails scenarios that the address set off
 * @param mitreTechniques techniques of MITRE ATT&amp;CK, each id once
 * @param cves CVE ids, each once
 * @param references lists that the address is on
 * @param targetCountries country codes with the share of the attacks in percent (null where it is not
 *     known), in the answer's order
 * @param firstSeen date of the first report
 * @param lastSeen date of the last report, never before the first
 * @param overallScore total of the overall scores, 0 to 5
 * @param remarks what of the answer could not be used, a sentence for each field, for the log
 */
public record CtiAnswer(
    String reputation,
    String confidence,
    String country,
    String city,
    List<Detail> behaviors,
    List<Detail> attackDetails,
    List<Technique> mitreTechniques,
    List<String> cves,
    List<Reference> references,
    Map<String, Integer> targetCountries,
    Instant firstSeen,
    Instant lastSeen,
    Integer overallScore,
    List<String> remarks) {

  private static final String UNKNOWN = "unknown";

  public CtiAnswer {
    behaviors = List.copyOf(behaviors);
    attackDetails = List.copyOf(attackDetails);
    mitreTechniques = List.copyOf(mitreTechniques);
    cves = List.copyOf(cves);
    references = List.copyOf(references);
    remarks = List.copyOf(remarks);
    targetCountries = Collections.unmodifiableMap(new LinkedHashMap<>(targetCountries));
  }

  /**
   * A behaviour or a scenario. At least one of name and label is there.
   *
   * @param name technical name, may be null
   * @param label name for people, may be null
   * @param description more about it, may be null
   */
  public record Detail(String name, String label, String description) {}

  /**
   * A technique of MITRE ATT&amp;CK.
   *
   * @param id upper case, for example {@code T1110.001}
   * @param label name for people, may be null
   * @param description more about it, may be null
   */
  public record Technique(String id, String label, String description) {}

  /**
   * A list that the address is on.
   *
   * @param label name for people
   * @param description more about it, may be null
   * @param urls http and https addresses, possibly none
   */
  public record Reference(String label, String description, List<String> urls) {

    public Reference {
      urls = List.copyOf(urls);
    }
  }

  /**
   * Reads an answer. Anything odd in it counts as absent; only an answer without an object is refused.
   *
   * @param body the answer's bytes
   * @return the answer
   * @throws UnreadableAnswerException if the bytes are not a JSON object with properties
   */
  public static CtiAnswer parse(byte[] body) throws UnreadableAnswerException {
    return CtiAnswerParser.parse(body);
  }

  /** The answer about an address that CrowdSec has nothing on. */
  public static CtiAnswer notKnown() {
    return new CtiAnswer(UNKNOWN, null, null, null, List.of(), List.of(), List.of(), List.of(), List.of(),
        Map.of(), null, null, null, List.of());
  }

  /**
   * Whether CrowdSec has anything on the address. Answers of old have no reputation, but may well have facts.
   */
  public boolean isKnown() {
    if (reputation != null) {
      return !reputation.equals(UNKNOWN);
    }
    return firstSeen != null || lastSeen != null || !behaviors.isEmpty() || !attackDetails.isEmpty()
        || !mitreTechniques.isEmpty() || !cves.isEmpty();
  }
}
