package io.github.camelcti.crowdsec.config.type;

import java.util.Arrays;
import java.util.List;

/** Texts with quotes and commas, as people and tools write them into settings. */
public final class QuotedText {

  private QuotedText() {}

  /** The text without any quote: the Python connector drops them all from its text options. */
  static String unquoted(String text) {
    return text.replace("\"", "").replace("'", "").strip();
  }

  /**
   * The text trimmed and without one pair of quotes around it.
   *
   * <p>{@code docker run --env-file} hands quotes over as part of the value.
   */
  public static String bare(String text) {
    String trimmed = text.strip();
    int last = trimmed.length() - 1;
    boolean paired = last >= 1
        && (trimmed.charAt(0) == '"' || trimmed.charAt(0) == '\'')
        && trimmed.charAt(0) == trimmed.charAt(last);
    return paired ? trimmed.substring(1, last).strip() : trimmed;
  }

  /** Whether a text begins or ends with a quote whose partner is nowhere in it. */
  public static boolean loneQuote(String bare) {
    return !bare.isEmpty() && (alone(bare, bare.charAt(0)) || alone(bare, bare.charAt(bare.length() - 1)));
  }

  private static boolean alone(String text, char letter) {
    return (letter == '"' || letter == '\'') && text.chars().filter(c -> c == letter).count() % 2 == 1;
  }

  /** The items of a list that is written with commas: trimmed, without quotes, none empty. */
  static List<String> items(String text) {
    return Arrays.stream(text.split(",")).map(QuotedText::unquoted).filter(item -> !item.isEmpty()).toList();
  }
}
