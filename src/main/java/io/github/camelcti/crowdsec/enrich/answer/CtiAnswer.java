package io.github.camelcti.crowdsec.enrich.answer;

import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * What CrowdSec says about an address, as far as it is used (CrowdSec contract, sections 4 and 9). Null means that the
 * answer does not have the fact.
 *
 * @param ip the address that it is about, as the answer writes it
 * @param reputation lower case, for example {@code malicious}
 * @param confidence lower case, for example {@code high}; a word or number that is not on CrowdSec's scale is kept
 *     unchanged
 * @param country code of the country that the address is in
 * @param behaviors what the address was reported for
 * @param attackDetails scenarios that the address triggered
 * @param mitreTechniques techniques of MITRE ATT&amp;CK, each id once
 * @param cves CVE ids, each once
 * @param falsePositives reasons why the address is not to be treated as malicious
 * @param classifications what the address is: Tor, VPN, proxy, scanner, a known service ...
 * @param targetCountries country codes with the share of the attacks in percent, more than 0 (null where it is not
 *     known), in the answer's order
 * @param firstSeen date of the first report
 * @param lastSeen date of the last report, never before the first
 * @param reported whether there were reports, even if the answer has no readable date
 * @param scores by period ({@code overall}, {@code last_day} ...) and component ({@code total}, {@code threat} ...), 0 to 5
 * @param remarks what could not be used in the answer, a sentence for each field, for the log
 */
public record CtiAnswer(
    @Nullable String ip,
    @Nullable String reputation,
    @Nullable String confidence,
    @Nullable String country,
    @Nullable String city,
    List<Detail> behaviors,
    List<Detail> attackDetails,
    List<Technique> mitreTechniques,
    List<String> cves,
    List<Reference> references,
    List<Detail> falsePositives,
    List<Detail> classifications,
    Map<String, Double> targetCountries,
    @Nullable Instant firstSeen,
    @Nullable Instant lastSeen,
    boolean reported,
    Network network,
    Map<String, Map<String, Double>> scores,
    List<String> remarks) {

  private static final String UNKNOWN = "unknown";

  public CtiAnswer {
    behaviors = List.copyOf(behaviors);
    attackDetails = List.copyOf(attackDetails);
    mitreTechniques = List.copyOf(mitreTechniques);
    cves = List.copyOf(cves);
    references = List.copyOf(references);
    falsePositives = List.copyOf(falsePositives);
    classifications = List.copyOf(classifications);
    remarks = List.copyOf(remarks);
    targetCountries = Collections.unmodifiableMap(new LinkedHashMap<>(targetCountries));
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /**
   * A behaviour, a scenario, a false positive or a classification. At least one of name and label is set.
   *
   * @param name technical name, may be null
   * @param label name for people, may be null
   * @param description more about it, may be null
   */
  public record Detail(@Nullable String name, @Nullable String label, @Nullable String description) {

    /** Its display name. */
    @SuppressWarnings("NullAway") // one of them is set
    public String title() {
      return label == null ? name : label;
    }
  }

  /**
   * A technique of MITRE ATT&amp;CK.
   *
   * @param id upper case, for example {@code T1110.001}
   * @param label name for people, may be null
   * @param description more about it, may be null
   */
  public record Technique(String id, @Nullable String label, @Nullable String description) {}

  /**
   * A list that the address is on.
   *
   * @param description more about it, may be null
   * @param urls http and https addresses, possibly none
   */
  public record Reference(String label, @Nullable String description, List<String> urls) {

    public Reference {
      urls = List.copyOf(urls);
    }
  }

  /**
   * The network that an address is part of. Null means that the answer does not have the fact.
   *
   * @param asNumber number of the autonomous system, 1 or more
   * @param range range of addresses that the network announces, for example {@code 192.0.2.0/24}
   * @param rangeScore score of all addresses in it, 0 to 5
   * @param range24 the 256 addresses around this one
   * @param range24Score their score, 0 to 5
   * @param reverseName name of the address by reverse DNS
   * @param proxyOrVpn whether it is a proxy or a VPN
   * @param noise background noise of the address in a word, for example {@code none}
   * @param noiseScore the same as a number, 0 to 10
   */
  public record Network(
      @Nullable Long asNumber,
      @Nullable String asName,
      @Nullable String range,
      @Nullable Double rangeScore,
      @Nullable String range24,
      @Nullable String range24Reputation,
      @Nullable Double range24Score,
      @Nullable String reverseName,
      @Nullable Boolean proxyOrVpn,
      @Nullable String noise,
      @Nullable Double noiseScore) {

    static final Network UNKNOWN = new Network(null, null, null, null, null, null, null, null, null, null, null);
  }

  /**
   * Reads an answer. Anything odd in it counts as missing; only what is not an answer about an address is refused.
   *
   * @throws UnreadableAnswerException if the bytes are not a JSON object with an address in {@code ip}; the message
   *     says what came instead
   */
  public static CtiAnswer parse(byte[] body) throws UnreadableAnswerException {
    return CtiAnswerParser.parse(body);
  }

  /** The same, but also refuses an answer about another address than the one that was asked for. */
  public static CtiAnswer parse(byte[] body, IpAddress asked) throws UnreadableAnswerException {
    CtiAnswer answer = parse(body);
    if (IpAddress.parse(answer.ip()).filter(asked::equals).isEmpty()) {
      throw new UnreadableAnswerException("it is about " + answer.ip() + " instead of " + asked, null, true);
    }
    return answer;
  }

  /** The answer for an address that CrowdSec has nothing on. */
  public static CtiAnswer notKnown() {
    return new CtiAnswer(null, UNKNOWN, null, null, null, List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), List.of(), Map.of(), null, null, false, Network.UNKNOWN, Map.of(), List.of());
  }

  /**
   * Whether CrowdSec has anything on the address. It also says {@code unknown} for an address whose last report is
   * older than three months, and old answers have no reputation; then the rest of the answer decides.
   */
  public boolean isKnown() {
    return reputation != null && !reputation.equals(UNKNOWN) || hasFacts();
  }

  /** Whether the answer says {@code unknown} for an address that CrowdSec has facts about. */
  public boolean isOutdated() {
    return UNKNOWN.equals(reputation) && hasFacts();
  }

  /** Whether CrowdSec says that the address is not to be treated as malicious. */
  public boolean isFalsePositive() {
    return !falsePositives.isEmpty();
  }

  /** Every address has a location and an owner, so these do not count as facts. */
  private boolean hasFacts() {
    return reported || firstSeen != null || lastSeen != null || !behaviors.isEmpty() || !attackDetails.isEmpty()
        || !mitreTechniques.isEmpty() || !cves.isEmpty() || !references.isEmpty() || !falsePositives.isEmpty()
        || !classifications.isEmpty() || !targetCountries.isEmpty() || Boolean.TRUE.equals(network.proxyOrVpn())
        || network.noiseScore() != null && network.noiseScore() > 0
        || network.noise() != null && !network.noise().equals("none")
        || scores.values().stream().flatMap(period -> period.values().stream()).anyMatch(score -> score > 0);
  }

  /** The country codes with their shares, the most targeted first, those without a share last. */
  public List<Entry<String, Double>> mostTargeted() {
    return targetCountries.entrySet().stream()
        .sorted(Entry.comparingByValue(Comparator.nullsLast(Comparator.reverseOrder())))
        .toList();
  }

  /** Total of the overall scores, 0 to 5; null if there is none. */
  public @Nullable Double overallScore() {
    return scores.getOrDefault("overall", Map.of()).get("total");
  }
}
