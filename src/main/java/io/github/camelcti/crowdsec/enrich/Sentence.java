package io.github.camelcti.crowdsec.enrich;

import java.util.ArrayList;
import java.util.List;

/** The result in one sentence, for the analyst who looks at the work. */
final class Sentence {

  private static final int LONGEST_WORD = 40;

  private Sentence() {}

  static String notKnown(IpAddress address) {
    return "not known to CrowdSec: " + address.canonical();
  }

  static String of(Draft draft, int labels) {
    CtiAnswer answer = draft.answer;
    String reputation = answer.reputation() == null ? "no reputation" : answer.reputation();
    StringBuilder sentence = new StringBuilder("CrowdSec: ").append(PlainText.cut(reputation, LONGEST_WORD));
    if (answer.confidence() != null) {
      sentence.append(", ").append(PlainText.cut(answer.confidence(), LONGEST_WORD)).append(" confidence");
    }
    List<String> parts = new ArrayList<>();
    add(parts, labels, "label", "labels");
    add(parts, draft.count("indicator"), "indicator", "indicators");
    add(parts, draft.count("attack-pattern"), "attack pattern", "attack patterns");
    add(parts, draft.count("vulnerability"), "vulnerability", "vulnerabilities");
    add(parts, draft.count("location"), "country", "countries");
    add(parts, draft.count("note"), "note", "notes");
    return parts.isEmpty() ? sentence.toString() : sentence + "; " + String.join(", ", parts);
  }

  private static void add(List<String> parts, long count, String one, String many) {
    if (count > 0) {
      parts.add(count + " " + (count == 1 ? one : many));
    }
  }
}
