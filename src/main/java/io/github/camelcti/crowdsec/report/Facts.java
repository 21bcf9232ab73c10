package io.github.camelcti.crowdsec.report;

import io.github.camelcti.crowdsec.enrich.Enrichment;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import io.github.camelcti.crowdsec.enrich.text.Numbers;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The facts of a result that table, JSON and page show, each computed in one place. */
public final class Facts {

  private static final Set<String> COLORED = Set.of("malicious", "suspicious", "known", "safe", "benign");

  /** A targeted country; the share is null if CrowdSec gives none. */
  public record Target(String code, String name, Double percent) {

    /** The code, with the share if known: {@code DE 40 %}. */
    public String line() {
      return code + (percent == null ? "" : " " + Numbers.text(percent) + " %");
    }
  }

  private Facts() {}

  /** What CrowdSec says; only for a result with an answer. */
  public static CtiAnswer answer(Result result) {
    return Objects.requireNonNull(result.answer(), "the result has no answer");
  }

  /** What the connector would write; only for a result with an answer. */
  public static Enrichment enrichment(Result result) {
    return Objects.requireNonNull(result.enrichment(), "the result has no enrichment");
  }

  /** The style class for a reputation's colour. */
  public static String tone(Result result) {
    String reputation = result.answer() == null ? null : result.answer().reputation();
    return reputation != null && COLORED.contains(reputation) ? reputation : "none";
  }

  /** The reputation, or what to show instead. */
  public static String verdict(Result result) {
    if (!result.outcome().answered()) {
      return result.outcome().words();
    }
    String reputation = answer(result).reputation();
    return result.outcome() == Result.Outcome.NOT_KNOWN ? "not known" : reputation == null ? "no reputation" : reputation;
  }

  /** The display names of behaviours, scenarios, classifications. */
  public static List<String> titles(List<Detail> details) {
    return details.stream().map(Detail::title).distinct().toList();
  }

  /** The score of an address that CrowdSec knows, {@code 2.5 of 5}; null if there is none. */
  public static @Nullable String score(Result result) {
    Double score = answer(result).overallScore();
    return score == null || !enrichment(result).known() ? null : Numbers.text(score) + " of 5";
  }

  /** Number and name of the autonomous system, an empty text if neither is known. */
  public static String network(CtiAnswer answer) {
    Long number = answer.network().asNumber();
    return Stream.of(number == null ? null : "AS" + number, answer.network().asName())
        .filter(Objects::nonNull).collect(Collectors.joining(" "));
  }

  /** The targeted countries, the most targeted first. */
  public static List<Target> targets(CtiAnswer answer) {
    return answer.mostTargeted().stream()
        .map(entry -> new Target(entry.getKey(), Countries.name(entry.getKey()), entry.getValue()))
        .toList();
  }

  /** City and country of the address, an empty text if neither is known. */
  public static String origin(CtiAnswer answer) {
    return Stream.of(answer.city(), answer.country() == null ? null : Countries.name(answer.country()))
        .filter(Objects::nonNull).collect(Collectors.joining(", "));
  }

  /** The labels that the observable gets. */
  public static List<Label> labels(Result result) {
    return enrichment(result).bundle().objects().stream()
        .map(Facts::labels).filter(labels -> !labels.isEmpty()).findFirst().orElse(List.of());
  }

  /** The labels of an observable; of other objects none. */
  public static List<Label> labels(StixObject object) {
    return object.get("x_opencti_tags") instanceof List<?> tags
        ? tags.stream().filter(Label.class::isInstance).map(Label.class::cast).toList() : List.of();
  }
}
