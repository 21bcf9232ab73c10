package io.github.camelcti.crowdsec.report;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import io.github.camelcti.crowdsec.lookup.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a list of addresses has in common: how many addresses there are with each fact. */
public final class Summary {

  private Summary() {}

  /** Number of addresses by {@linkplain Triage#kind kind}, the worst first; without those that there are none of. */
  public static Map<String, Long> kinds(List<Result> results) {
    Map<String, Long> counts = results.stream().collect(Collectors.groupingBy(Triage::kind, Collectors.counting()));
    return Triage.kinds().stream().filter(counts::containsKey)
        .collect(Collectors.toMap(kind -> kind, counts::get, Long::sum, LinkedHashMap::new));
  }

  /**
   * Number of addresses by kind of fact ({@code behaviors}, {@code classifications}, {@code false_positives}, {@code networks},
   * {@code countries} that they are in, {@code cves}, {@code references}) and by fact, the most frequent first; nothing for a
   * kind without facts.
   */
  public static Map<String, Map<String, Long>> facts(List<Result> results) {
    List<CtiAnswer> answers = results.stream().filter(result -> result.outcome() == Result.Outcome.KNOWN)
        .map(Facts::answer).toList();
    Map<String, Map<String, Long>> facts = new LinkedHashMap<>();
    facts.put("behaviors", most(answers, answer -> Facts.titles(answer.behaviors()).stream()));
    facts.put("classifications", most(answers, answer -> Facts.titles(answer.classifications()).stream()));
    facts.put("false_positives", most(answers, answer -> Facts.titles(answer.falsePositives()).stream()));
    facts.put("networks", most(answers, answer -> Stream.of(Facts.network(answer)).filter(name -> !name.isEmpty())));
    facts.put("countries", most(answers, answer -> Stream.of(answer.country() == null ? null : Countries.name(answer.country()))
        .filter(Objects::nonNull)));
    facts.put("cves", most(answers, answer -> answer.cves().stream()));
    facts.put("references", most(answers, answer -> answer.references().stream().map(CtiAnswer.Reference::label).distinct()));
    facts.values().removeIf(Map::isEmpty);
    return facts;
  }

  private static Map<String, Long> most(List<CtiAnswer> answers, Function<CtiAnswer, Stream<String>> fact) {
    return answers.stream().flatMap(fact).collect(Collectors.groupingBy(name -> name, Collectors.counting())).entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, LinkedHashMap::new));
  }
}
