package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tactics of MITRE ATT&amp;CK in the matrix's order, with their techniques. */
final class Tactics {

  private static final String OTHER = "Other";
  private static final Map<String, Set<String>> TACTICS = new LinkedHashMap<>();

  static {
    HtmlReport.rows("tactics.csv").forEach(row -> TACTICS.put(row[0], Set.of(row[1].split(" "))));
  }

  private Tactics() {}

  /** Tactics with their techniques; a technique of several tactics is with the first, one that is not known with others. */
  static Map<String, List<Technique>> of(List<Technique> techniques) {
    Map<String, List<Technique>> byTactic = new LinkedHashMap<>();
    TACTICS.keySet().forEach(tactic -> byTactic.put(tactic, new ArrayList<>()));
    techniques.forEach(technique -> byTactic.computeIfAbsent(tactics(technique).stream().findFirst().orElse(OTHER),
        other -> new ArrayList<>()).add(technique));
    byTactic.values().removeIf(List::isEmpty);
    return byTactic;
  }

  /** The tactics of a technique or of the technique that it is a part of; none if it is not known. */
  static List<String> tactics(Technique technique) {
    String id = technique.id().replaceFirst("\\..*", "");
    return TACTICS.entrySet().stream().filter(tactic -> tactic.getValue().contains(id)).map(Map.Entry::getKey).toList();
  }
}
