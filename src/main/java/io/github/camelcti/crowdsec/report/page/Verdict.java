package io.github.camelcti.crowdsec.report.page;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.lookup.Result.Outcome;
import io.github.camelcti.crowdsec.report.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page says first about an address: what CrowdSec calls it, and why. */
final class Verdict {

  private static final String EXCUSED = ", but a false positive";

  private static final int SOME = 3;
  private static final int DAYS_OF_WEEK = 7;
  private static final int DAYS_OF_MONTH = 31;

  private Verdict() {}

  /** The reputation, or what to show instead. */
  static String words(Result result) {
    if (isExcused(result)) {
      return Facts.verdict(result) + EXCUSED;
    }
    return result.answer() != null && result.answer().isOutdated() ? "no current reputation" : Facts.verdict(result);
  }

  /** The style class of its colour. */
  static String tone(Result result) {
    return isExcused(result) ? "safe" : Facts.tone(result);
  }

  private static boolean isExcused(Result result) {
    return result.answer() != null && result.answer().isFalsePositive()
        && List.of("malicious", "suspicious").contains(Facts.verdict(result));
  }

  /** Why it is called that, in a sentence. */
  static String reason(Result result) {
    if (result.outcome() != Outcome.KNOWN) {
      return result.outcome() == Outcome.NOT_KNOWN ? "CrowdSec has no report about this address." : result.sentence();
    }
    CtiAnswer answer = Facts.answer(result);
    if (answer.isFalsePositive()) {
      return "A false positive: CrowdSec says that this address is not to be treated as malicious.";
    }
    if (answer.isOutdated()) {
      return "CrowdSec gives it no reputation now, because the last report is older than three months.";
    }
    List<String> behaviors = Facts.titles(answer.behaviors());
    List<String> kinds = Facts.titles(answer.classifications());
    if (!kinds.isEmpty() && (isHarmless(answer) || behaviors.isEmpty())) {
      return "CrowdSec knows what it is.";
    }
    return behaviors.isEmpty() ? "CrowdSec does not say why." : "Reported for " + some(behaviors) + ".";
  }

  /** The reason in a few words, for a table. */
  static String shortReason(CtiAnswer answer) {
    List<String> falsePositives = Facts.titles(answer.falsePositives());
    if (!falsePositives.isEmpty()) {
      return "False positive: " + some(falsePositives);
    }
    List<String> behaviors = Facts.titles(answer.behaviors());
    return some(behaviors.isEmpty() ? Facts.titles(answer.classifications()) : behaviors);
  }

  /** What the scores measure, so that those of a harmless address don't look like a contradiction. */
  static String scores(CtiAnswer answer) {
    String measure = "Scores measure what was reported, from 0 (lowest) to 5";
    if (answer.isFalsePositive()) {
      return measure + ", not who it is: a false positive is not malicious, whatever its scores.";
    }
    return isHarmless(answer)
        ? measure + ", not who it is: that is why CrowdSec can call it " + answer.reputation() + "." : measure + ".";
  }

  private static boolean isHarmless(CtiAnswer answer) {
    return "safe".equals(answer.reputation()) || "benign".equals(answer.reputation());
  }

  /** Whether there are reports now; null if the last one has no date or one in the future. */
  static @Nullable String activity(CtiAnswer answer, Instant now) {
    if (answer.lastSeen() == null || answer.lastSeen().isAfter(now)) {
      return null;
    }
    long days = Duration.between(answer.lastSeen(), now).toDays();
    if (days > DAYS_OF_MONTH) {
      return "No report in the last month";
    }
    return "Active in the last " + (days == 0 ? "day" : days <= DAYS_OF_WEEK ? "week" : "month");
  }

  /** The first of some words, and how many more there are. */
  static String some(List<String> words) {
    String first = String.join(", ", words.subList(0, Math.min(SOME, words.size())));
    return words.size() <= SOME ? first : first + " and " + (words.size() - SOME) + " more";
  }
}
