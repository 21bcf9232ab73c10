package io.github.camelcti.crowdsec.report;

import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which results a person wants to see, and in which order. */
public final class Triage {

  /** By how much attention an address needs; CrowdSec's words, ours for what has none. */
  private static final List<String> WORST_FIRST = List.of("malicious", "suspicious", "known", "other", "benign", "safe",
      "unknown", "private", "failed", "not_an_address", "not_asked");

  /** An order of results; those that are equal keep theirs. */
  public enum Order {
    /** The worst first: by reputation, then score, then the last report. */
    REPUTATION,
    /** The highest score first. */
    SCORE,
    /** The latest report first. */
    LAST_SEEN,
    /** By number, IPv4 before IPv6; what is no address last. */
    ADDRESS,
    /** As they were given. */
    INPUT;

    /** The results in this order. */
    public List<Result> sort(List<Result> results) {
      return switch (this) {
        case REPUTATION -> results.stream().sorted(Comparator.comparing(Triage::rank)
            .thenComparing(highest(CtiAnswer::overallScore)).thenComparing(highest(CtiAnswer::lastSeen))).toList();
        case SCORE -> results.stream().sorted(highest(CtiAnswer::overallScore)).toList();
        case LAST_SEEN -> results.stream().sorted(highest(CtiAnswer::lastSeen)).toList();
        case ADDRESS -> results.stream().sorted(Comparator.comparing((Result result) ->
            IpAddress.parse(result.address()).orElse(null), Comparator.nullsLast(Comparator.naturalOrder()))).toList();
        case INPUT -> results;
      };
    }

    /** As it is typed. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private Triage() {}

  /** All words for {@link #kind}. */
  public static List<String> kinds() {
    return WORST_FIRST;
  }

  /**
   * What an address is in one word: CrowdSec's reputation, {@code unknown} if it has none, {@code other} if it is a word that
   * we don't know, and without an answer the outcome.
   */
  public static String kind(Result result) {
    if (result.outcome() == Outcome.NOT_KNOWN) {
      return "unknown";
    }
    if (result.outcome() != Outcome.KNOWN) {
      return result.outcome().code();
    }
    String reputation = Facts.answer(result).reputation();
    return reputation == null ? "unknown" : WORST_FIRST.indexOf(reputation) >= 0 ? reputation : "other";
  }

  /** For sorting: the lower, the worse. A false positive needs no more attention than what is benign. */
  public static int rank(Result result) {
    int rank = WORST_FIRST.indexOf(kind(result));
    boolean excused = result.answer() != null && result.answer().isFalsePositive();
    return excused ? Math.max(rank, WORST_FIRST.indexOf("benign")) : rank;
  }

  private static <T extends Comparable<? super T>> Comparator<Result> highest(Function<CtiAnswer, @Nullable T> fact) {
    return Comparator.comparing((Result result) -> result.answer() == null ? null : fact.apply(result.answer()),
        Comparator.nullsLast(Comparator.<T>reverseOrder()));
  }
}
