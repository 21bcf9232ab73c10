package io.github.camelcti.crowdsec.report;

import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.text.Numbers;
import io.github.camelcti.crowdsec.lookup.Result;
import io.github.camelcti.crowdsec.stix.Label;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Results for a spreadsheet: RFC 4180, a row for each address; several facts in a cell are separated by semicolons. */
public final class CsvReport {

  /** What a spreadsheet would take for a formula and run, in the cell or, if it splits at another character, in a part of it. */
  private static final Pattern FORMULA = Pattern.compile("(?:^|[;,]\\s*)(?=[=+@|\uFF1D\uFF0B\uFF0D\uFF20-])");

  private static final Pattern SPECIAL = Pattern.compile("[\",;'\\v]");

  private static final List<String> HEAD = List.of("address", "outcome", "reputation", "confidence", "score", "first_seen",
      "last_seen", "country", "city", "as_num", "as_name", "ip_range", "reverse_dns", "background_noise", "classifications",
      "false_positives", "behaviors", "attack_details", "mitre_techniques", "cves", "references", "target_countries", "labels",
      "answered_at", "sentence");

  private CsvReport() {}

  /** A heading and a row for each result, with a line break after each. */
  public static String of(List<Result> results) {
    return Stream.concat(Stream.of(HEAD), results.stream().map(CsvReport::cells))
        .map(cells -> cells.stream().map(CsvReport::cell).collect(Collectors.joining(",")) + "\r\n")
        .collect(Collectors.joining());
  }

  private static List<@Nullable Object> cells(Result result) {
    CtiAnswer answer = result.answer() == null ? CtiAnswer.notKnown() : result.answer();
    CtiAnswer.Network network = answer.network();
    return Arrays.asList(result.address(), result.outcome().code(), result.answer() == null ? null : answer.reputation(),
        answer.confidence(), Numbers.plain(answer.overallScore()), StixTime.format(answer.firstSeen()),
        StixTime.format(answer.lastSeen()), answer.country(), answer.city(), network.asNumber(), network.asName(),
        network.range(), network.reverseName(), network.noise(), Facts.titles(answer.classifications()),
        Facts.titles(answer.falsePositives()), Facts.titles(answer.behaviors()), Facts.titles(answer.attackDetails()),
        answer.mitreTechniques().stream().map(CtiAnswer.Technique::id).toList(), answer.cves(),
        answer.references().stream().map(CtiAnswer.Reference::label).toList(),
        Facts.targets(answer).stream().map(Facts.Target::line).toList(),
        result.enrichment() == null ? null : Facts.labels(result).stream().map(Label::value).toList(),
        StixTime.format(result.answeredAt()), result.sentence());
  }

  private static String cell(@Nullable Object value) {
    String text = value instanceof List<?> list ? list.stream().map(Objects::toString).collect(Collectors.joining("; "))
        : Objects.toString(value, "");
    String safe = FORMULA.matcher(VisibleText.line(text)).replaceAll("$0'");
    return SPECIAL.matcher(safe).find() ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
