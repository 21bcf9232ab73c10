package io.github.camelcti.crowdsec.config.type;

import java.util.Arrays;
import java.util.List;

/** Texts with quotes and commas, as people and tools write them in settings. */
public final class QuotedText {

  private QuotedText() {}

  /** The text without any quotes; the Python connector drops them all from its text options. */
  static String unquoted(String text) {
    return text.replace("\"", "").replace("'", "").strip();
  }

  /**
   * The text trimmed and without one pair of quotes around it.
   *
   * <p>{@code docker run --env-file} passes quotes on as part of the value.
   */
  public static String bare(String text) {
    String trimmed = text.strip();
    int last = trimmed.length() - 1;
    boolean paired = last >= 1
        && (trimmed.charAt(0) == '"' || trimmed.charAt(0) == '\'')
        && trimmed.charAt(0) == trimmed.charAt(last);
    return paired ? trimmed.substring(1, last).strip() : trimmed;
  }

  /** Whether a text starts or ends with a quote that is not closed. */
  public static boolean loneQuote(String bare) {
    return !bare.isEmpty() && (alone(bare, bare.charAt(0)) || alone(bare, bare.charAt(bare.length() - 1)));
  }

  private static boolean alone(String text, char letter) {
    return (letter == '"' || letter == '\'') && text.chars().filter(c -> c == letter).count() % 2 == 1;
  }

  /** The items of a comma-separated list: trimmed, without quotes, none empty. */
  static List<String> items(String text) {
    return Arrays.stream(text.split(",")).map(QuotedText::unquoted).filter(item -> !item.isEmpty()).toList();
  }
}
