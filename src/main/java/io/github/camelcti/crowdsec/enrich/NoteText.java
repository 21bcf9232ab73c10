package io.github.camelcti.crowdsec.enrich;

import io.github.camelcti.crowdsec.enrich.CtiAnswer.Detail;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The content of a note: the answer in Markdown, for people. */
final class NoteText {

  private static final int LONGEST_DESCRIPTION = 300;
  private static final int LONGEST_FACT = 100;

  /** Room that the behaviours leave for what stands after them. */
  private static final int ROOM_FOR_COUNTRIES = 1000;

  private final StringBuilder text = new StringBuilder();

  private NoteText() {}

  static String of(IpAddress address, CtiAnswer answer) {
    NoteText note = new NoteText();
    note.fact("Address", address.canonical());
    note.fact("Reputation", answer.reputation());
    note.fact("Confidence", answer.confidence());
    note.fact("First Seen", StixTime.format(answer.firstSeen()));
    note.fact("Last Seen", StixTime.format(answer.lastSeen()));
    note.fact("Origin", String.join(", ",
        Stream.of(answer.country(), answer.city()).filter(place -> place != null).toList()));
    note.list("Behaviors", answer.behaviors().stream().map(NoteText::behavior).toList(),
        PlainText.LONGEST - ROOM_FOR_COUNTRIES);
    note.list("Most targeted countries", Limits.countries(answer).stream()
        .map(target -> target.country().name() + " (" + target.percent() + " %)").toList(),
        PlainText.LONGEST);
    return note.text.toString().strip();
  }

  private static String behavior(Detail behavior) {
    String label = behavior.label() == null ? behavior.name() : behavior.label();
    String name = "**" + MarkdownText.escape(PlainText.cut(label, LONGEST_FACT)) + "**";
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
