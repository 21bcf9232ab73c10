package io.github.camelcti.crowdsec.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** How a command tells its facts: a mixin with {@code --json}. Text is the default. */
final class Report {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  /** Whether programs read along. */
  boolean json() {
    return json;
  }

  /**
   * Prints the facts once, in the form that was asked for.
   *
   * @param out where to
   * @param text for people, without a line break at its end
   * @param facts for programs: maps, lists, texts, numbers, records; in the order in which they are to be read
   */
  void tell(PrintStream out, String text, Object facts) {
    out.println(json ? toJson(facts) : text);
    out.flush();
  }

  private static String toJson(Object facts) {
    try {
      return JSON.writeValueAsString(facts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("facts that are no JSON: " + facts, e);
    }
  }
}
