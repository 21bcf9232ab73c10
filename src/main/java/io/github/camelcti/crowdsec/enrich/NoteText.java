package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Network;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Reference;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer.Technique;
import io.github.camelcti.crowdsec.enrich.text.Countries;
import io.github.camelcti.crowdsec.enrich.text.MarkdownText;
import io.github.camelcti.crowdsec.enrich.text.Numbers;
import io.github.camelcti.crowdsec.enrich.text.PlainText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The content of a note: everything that the answer says, in Markdown. */
final class NoteText {

  private static final int LONGEST_DESCRIPTION = 300;
  private static final int LONGEST_NAME = 100;
  /** A bit longer than a domain name may be. */
  private static final int LONGEST_FACT = 300;
  private static final int LAST_LINE = 40;

  private final Set<String> leftOut;
  private final StringBuilder text = new StringBuilder();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();

  private NoteText(Set<String> leftOut) {
    this.leftOut = leftOut;
  }

  /** @param leftOut names of the parts to leave out, see {@code CROWDSEC_NOTE_LEAVE_OUT} */
  static String of(IpAddress address, CtiAnswer answer, Set<String> leftOut) {
    NoteText note = new NoteText(leftOut);
    note.fact("Address", address.canonical());
    // As it is: OpenCTI shows it as a link.
    note.text.append("**CrowdSec's page**: ").append(Enricher.page(address.canonical())).append("\n\n");
    note.fact("Reputation", answer.isOutdated() ? "unknown (no current reputation)" : answer.reputation());
    note.fact("Confidence", answer.confidence());
    if (note.wants("classifications")) {
      note.fact("Why", (answer.isFalsePositive() ? "a false positive: " : "") + ResultSentence.why(answer));
    }
    note.fact("First Seen", time(answer.firstSeen()));
    note.fact("Last Seen", time(answer.lastSeen()));
    note.fact("Origin", origin(answer));
    if (note.wants("network")) {
      note.network(answer.network());
    }
    if (note.wants("scores")) {
      note.fact("Background noise", joined(answer.network().noise(), outOf(answer.network().noiseScore(), 10)));
      answer.scores().forEach((period, components) -> note.fact("Scores " + period.replace('_', ' '), scores(components)));
    }
    note.list("classifications", "False positive", answer.falsePositives(), NoteText::detail);
    note.list("classifications", "Classifications", answer.classifications(), NoteText::detail);
    note.list("behaviors", "Behaviors", answer.behaviors(), NoteText::detail);
    note.list("threats", "Scenarios", answer.attackDetails(), NoteText::scenario);
    note.list("threats", "Techniques", answer.mitreTechniques(), NoteText::technique);
    note.list("threats", "CVEs", answer.cves(), NoteText::brief);
    note.list("blocklists", "Blocklists", answer.references(), NoteText::blocklist);
    note.list("countries", "Most targeted countries", ObjectLimits.shares(answer), NoteText::country);
    note.writeLists();
    return note.text.toString().strip();
  }

  private boolean wants(String part) {
    return !leftOut.contains(part);
  }

  private void network(Network network) {
    fact("Autonomous system", joined(network.asNumber() == null ? null : "AS" + network.asNumber(), network.asName()));
    fact("Reverse name", network.reverseName());
    fact("Address range", joined(network.range(), scored(network.rangeScore())));
    fact("The 256 addresses around it", joined(network.range24(), network.range24Reputation(), scored(network.range24Score())));
    fact("Proxy or VPN", network.proxyOrVpn() == null ? null : network.proxyOrVpn() ? "yes" : "no");
  }

  private static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : EnrichmentStamp.TIME.format(time);
  }

  private static @Nullable String origin(CtiAnswer answer) {
    if (answer.country() == null || answer.city() == null) {
      return answer.country() == null ? answer.city() : answer.country();
    }
    return answer.country() + " (" + answer.city() + ")";
  }

  private static @Nullable String scored(@Nullable Double score) {
    return score == null ? null : "score " + outOf(score, 5);
  }

  private static @Nullable String outOf(@Nullable Double score, int most) {
    return score == null ? null : Numbers.text(score) + " of " + most;
  }

  private static String scores(Map<String, Double> components) {
    return components.entrySet().stream().map(score -> score.getKey() + " " + Numbers.text(score.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** The parts that exist, null if none does. */
  private static @Nullable String joined(@Nullable String... parts) {
    String all = Stream.of(parts).filter(part -> part != null && !part.isEmpty()).collect(Collectors.joining(", "));
    return all.isEmpty() ? null : all;
  }

  private static String country(Map.Entry<String, Double> share) {
    String name = brief(Countries.name(share.getKey()));
    return share.getValue() == null ? name : name + " (" + Numbers.text(share.getValue()) + "%)";
  }

  private static String detail(Detail detail) {
    return described(detail.title(), detail.description());
  }

  /** Only its name, because the label says the same and the text is long enough. */
  @SuppressWarnings("NullAway") // one of them is set
  private static String scenario(Detail scenario) {
    return brief(scenario.name() == null ? scenario.label() : scenario.name());
  }

  private static String technique(Technique technique) {
    return brief(technique.label() == null ? technique.id() : technique.id() + " " + technique.label());
  }

  private static String blocklist(Reference reference) {
    return described(reference.label(), reference.description());
  }

  private static String described(String name, @Nullable String description) {
    return description == null ? brief(name)
        : brief(name) + ": " + MarkdownText.escape(PlainText.cut(description, LONGEST_DESCRIPTION));
  }

  private static String brief(String name) {
    return MarkdownText.escape(PlainText.cut(name, LONGEST_NAME));
  }

  private void fact(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      text.append("**").append(name).append("**: ").append(MarkdownText.escape(PlainText.cut(value, LONGEST_FACT))).append("\n\n");
    }
  }

  private <T> void list(String part, String name, List<T> items, Function<T, String> line) {
    if (wants(part) && !items.isEmpty()) {
      lists.put(name, items.stream().map(line).distinct().toList());
    }
  }

  /** Each list gets an equal part of the remaining room. */
  private void writeLists() {
    int waiting = lists.size();
    for (Map.Entry<String, List<String>> list : lists.entrySet()) {
      int end = text.length() + (PlainText.LONGEST - text.length()) / waiting;
      text.append("**").append(list.getKey()).append("**:\n\n");
      List<String> left = new ArrayList<>(list.getValue());
      while (!left.isEmpty() && text.length() + left.get(0).length() < end - LAST_LINE) {
        text.append("- ").append(left.remove(0)).append('\n');
      }
      if (!left.isEmpty()) {
        text.append("- and ").append(left.size()).append(" more\n");
      }
      text.append('\n');
      waiting--;
    }
  }
}
