package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.text.PlainText;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The result in one sentence, for the analyst who reads the work. */
final class ResultSentence {

  private static final int LONGEST_WORD = 40;
  private static final int MOST_REASONS = 3;

  private ResultSentence() {}

  static String notKnown(BundleDraft draft) {
    return "not known to CrowdSec: " + draft.address.canonical() + before(draft);
  }

  static String of(BundleDraft draft, int labels) {
    CtiAnswer answer = draft.answer;
    StringBuilder sentence = new StringBuilder("CrowdSec: ").append(reputation(draft));
    sentence.append(confidence(answer)).append(before(draft)).append(why(draft));
    List<String> parts = new ArrayList<>();
    add(parts, labels, "label", "labels");
    add(parts, draft.count("indicator"), "indicator", "indicators");
    add(parts, draft.count("attack-pattern"), "attack pattern", "attack patterns");
    add(parts, draft.count("vulnerability"), "vulnerability", "vulnerabilities");
    add(parts, draft.count("location"), "country", "countries");
    add(parts, draft.count("autonomous-system"), "autonomous system", "autonomous systems");
    add(parts, draft.count("domain-name"), "domain name", "domain names");
    add(parts, draft.count("note"), "note", "notes");
    String written = parts.isEmpty() ? "" : "; " + String.join(", ", parts);
    return sentence + written + "; " + Enricher.page(draft.address.canonical());
  }

  private static String confidence(CtiAnswer answer) {
    if (answer.confidence() == null) {
      return "";
    }
    String word = answer.confidence().equals("none") ? "no" : PlainText.cut(answer.confidence(), LONGEST_WORD);
    return ", " + (word.matches("[-+.\\d].*") ? "confidence " + word : word + " confidence");
  }

  private static String reputation(BundleDraft draft) {
    CtiAnswer answer = draft.answer;
    if (!answer.isOutdated()) {
      return PlainText.cut(draft.verdict(), LONGEST_WORD);
    }
    return "no current reputation" + (answer.lastSeen() == null ? "" : ", last report "
        + LocalDate.ofInstant(answer.lastSeen(), ZoneOffset.UTC));
  }

  /** CrowdSec's previous reputation, if known and different. */
  private static String before(BundleDraft draft) {
    return EnrichmentStamp.last(draft.observable.description(), draft.now)
        .filter(last -> last.reputation() != null && !last.reputation().equals(draft.verdict()))
        .map(last -> " (was " + last.reputation() + " on " + LocalDate.ofInstant(last.time(), ZoneOffset.UTC) + ")")
        .orElse("");
  }

  private static String why(BundleDraft draft) {
    String why = why(draft.answer);
    if (why.isEmpty()) {
      return "";
    }
    return draft.answer.isFalsePositive() ? "; a false positive (" + why + ")" + (draft.isIndicated() ? ", so no indicator" : "")
        : " (" + why + ")";
  }

  /**
   * Why CrowdSec says what it says, in its own words: false positives, or else what the address is and does.
   *
   * @return a few of them, separated by commas; empty if CrowdSec gives no reason
   */
  static String why(CtiAnswer answer) {
    List<Detail> reasons = answer.isFalsePositive() ? answer.falsePositives()
        : Stream.concat(answer.classifications().stream(), answer.behaviors().stream()).toList();
    List<String> words = reasons.stream().map(Detail::title).map(title -> PlainText.cut(title, LONGEST_WORD)).distinct().toList();
    return words.stream().limit(MOST_REASONS).collect(Collectors.joining(", ")) + (words.size() > MOST_REASONS ? ", ..." : "");
  }

  private static void add(List<String> parts, long count, String one, String many) {
    if (count > 0) {
      parts.add(count + " " + (count == 1 ? one : many));
    }
  }
}
