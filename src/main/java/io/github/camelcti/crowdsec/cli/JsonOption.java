package io.github.camelcti.crowdsec.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** The option {@code --json} of commands that print facts: a mixin. Text is the default. */
final class JsonOption {

  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  /**
   * Prints the facts in the requested form.
   *
   * @param out where to
   * @param text for people, without a trailing line break
   * @param facts for programs: maps, lists, texts, numbers, records, in the order of output
   */
  void print(PrintStream out, String text, Object facts) {
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
