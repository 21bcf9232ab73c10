package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.enrich.Limits.Target;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The content of a note: the answer in Markdown, for people. */
final class NoteText {

  private static final int LONGEST_DESCRIPTION = 300;
  private static final int LONGEST_FACT = 100;

  /** Room that the behaviours leave for what stands after them. */
  private static final int ROOM_FOR_COUNTRIES = 1000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder();

  private NoteText() {}

  static String of(IpAddress address, CtiAnswer answer) {
    NoteText note = new NoteText();
    note.fact("Address", address.canonical());
    note.fact("Reputation", answer.reputation());
    note.fact("Confidence", answer.confidence());
    note.fact("First Seen", time(answer.firstSeen()));
    note.fact("Last Seen", time(answer.lastSeen()));
    note.fact("Origin", origin(answer));
    note.list("Behaviors", answer.behaviors().stream().map(NoteText::behavior).toList(),
        PlainText.LONGEST - ROOM_FOR_COUNTRIES);
    note.list("Most targeted countries", Limits.countries(answer).stream()
        .map(NoteText::country).toList(),
        PlainText.LONGEST);
    return note.text.toString().strip();
  }

  private static String time(Instant time) {
    return time == null ? null : TIME.format(time);
  }

  private static String origin(CtiAnswer answer) {
    if (answer.country() == null || answer.city() == null) {
      return answer.country() == null ? answer.city() : answer.country();
    }
    return answer.country() + " (" + answer.city() + ")";
  }

  private static String country(Target target) {
    String name = target.country().name();
    return target.percent() == null ? name : name + " (" + target.percent() + "%)";
  }

  private static String behavior(Detail behavior) {
    String label = behavior.label() == null ? behavior.name() : behavior.label();
    String name = MarkdownText.escape(PlainText.cut(label, LONGEST_FACT));
    if (behavior.description() == null) {
      return name;
    }
    return name + ": " + MarkdownText.escape(PlainText.cut(behavior.description(), LONGEST_DESCRIPTION));
  }

  private void fact(String name, String value) {
    if (value != null && !value.isEmpty()) {
      text.append("**").append(name).append("**: ")
          .append(MarkdownText.escape(PlainText.cut(value, LONGEST_FACT))).append("\n\n");
    }
  }

  private void list(String name, List<String> items, int longest) {
    if (items.isEmpty()) {
      return;
    }
    text.append("**").append(name).append("**:\n\n");
    List<String> left = new ArrayList<>(items);
    while (!left.isEmpty() && text.length() + left.get(0).length() < longest - LONGEST_DESCRIPTION) {
      text.append("- ").append(left.remove(0)).append('\n');
    }
    if (!left.isEmpty()) {
      text.append("- and ").append(left.size()).append(" more\n");
    }
    text.append('\n');
  }
}
