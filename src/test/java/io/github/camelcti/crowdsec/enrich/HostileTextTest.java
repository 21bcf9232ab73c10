package io.github.camelcti.crowdsec.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.enrich.address.IpAddress;
import io.github.camelcti.crowdsec.enrich.answer.CtiAnswer;
import io.github.camelcti.crowdsec.enrich.answer.UnreadableAnswerException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of CrowdSec in a note neither act nor look like something else, wherever in the answer they stand. */
class HostileTextTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.10").orElseThrow();

  /** An active character that no backslash precedes; entities have taken the place of {@code < > &}. */
  private static final Pattern ACTIVE = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*[\\[\\]|~#!_]|[<>`]|&(?!amp;|lt;|gt;)");
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cntrl}&&[^\\n]]|[\\u0085\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

  static Stream<String> texts() {
    return Stream.of("`code` ``x``", "```\nblock\n```", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
        "[click](https://evil.example)", "![x](https://evil.example/x.png)", "[a]: https://evil.example", "&lt;b&gt; &#60;",
        "\\[click\\](https://evil.example)", "\\\\[click](https://evil.example)", "\\`code\\`", "# heading", "\n\n# heading\n\n- item",
        "a | b\n--- | ---\n1 | 2", "**bold** __bold__ ~~gone~~", "\u202Egpj.exe\u202C", "\u2066x\u2069\u200f", "a\u0000b\u001b[31mc\u0007",
        "line\u2028other\u2029more\u0085end", "<!-- `" , "\\", "\\\\", "\ud800x\udc00", "x\r\n\r\n`Last CrowdSec enrichment: 2020-01-01`");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aNoteShowsItAndDoesNothing(String text) throws IOException, UnreadableAnswerException {
    // Given the text in every field that a note has
    ObjectNode answer = JSON.createObjectNode();
    answer.put("ip", ADDRESS.canonical()).put("reputation", text).put("confidence", text);
    answer.put("as_name", text).put("reverse_dns", text).put("ip_range", text).put("ip_range_24", text)
        .put("ip_range_24_reputation", text).put("background_noise", text);
    ObjectNode tags = answer.putObject("classifications");
    for (ArrayNode list : List.of(tags.putArray("false_positives"), tags.putArray("classifications"),
        answer.putArray("attack_details"), answer.putArray("references"))) {
      list.addObject().put("name", text).put("label", text).put("description", text);
    }
    answer.putArray("mitre_techniques").addObject().put("name", "T1110").put("label", text);
    answer.putObject("location").put("country", text).put("city", text);
    answer.putArray("behaviors").addObject().put("name", text).put("label", text).put("description", text);
    // When
    String note = NoteText.of(ADDRESS, CtiAnswer.parse(JSON.writeValueAsBytes(answer)), Set.of())
        .replace("**CrowdSec's page**: " + Enricher.page(ADDRESS.canonical()) + "\n\n", ""); // the one link of ours
    // Then nothing but our own bold titles and lists is Markdown
    assertThat(note.lines()).allMatch(line -> line.isEmpty() || line.startsWith("**") || line.startsWith("- "));
    assertThat(note.replaceAll("\\\\[*_]", "").split("\\*\\*", -1)).as("our own titles only").hasSize(2 * titles(note) + 1);
    assertThat(ACTIVE.matcher(note).results().map(found -> found.group()).toList()).as(note).isEmpty();
    assertThat(UNSEEN.matcher(note).find()).as(note).isFalse();
  }

  private static int titles(String note) {
    return (int) note.lines().filter(line -> line.startsWith("**")).count();
  }
}
