package io.github.camelcti.crowdsec.base;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Describes in one line why something failed. */
public final class Failures {

  private static final int MOST = 5;
  private static final String HIDDEN = "...";

  private static final int LONGEST = 300;
  /** What Java calls records, lists of them and exchanges: the name says enough. */
  private static final Pattern OPENS = Pattern.compile("(?<=\\w)\\[|[{]");
  private static final Pattern PATH = Pattern.compile("(://)(?:[^/@\\s]*@)?([^/?#\\s]+)[/?#][^\\s,;)}\\]]*");
  private static final Pattern ADDRESS = Pattern.compile("(?i)(?<!://)\\b(?!127[.])\\d{1,3}(?:[.]\\d{1,3}){3}\\b"
      + "|(?<![\\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\\w:])");
  private static final Pattern VALUE = Pattern.compile("((?:with|has) value:? |For input string: ).*?(?= due to |$)");

  private Failures() {}

  /**
   * A failure in words for places that many can read, such as health checks: without addresses, paths of URLs, and what is in
   * messages, observables and bundles.
   *
   * @param data a text that must not appear, for example an observable's value; may be null
   * @return the exception's name and what is left of its message, in one line
   */
  public static String withoutData(@Nullable Throwable failure, @Nullable String data) {
    String text = String.valueOf(failure).replaceAll("\\s+", " ");
    text = withoutBrackets(data == null || data.isBlank() ? text : text.replace(data, HIDDEN));
    text = PATH.matcher(text).replaceAll("$1$2/" + HIDDEN);
    text = VALUE.matcher(ADDRESS.matcher(text).replaceAll(HIDDEN)).replaceAll("$1" + HIDDEN);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + HIDDEN;
  }

  private static String withoutBrackets(String text) {
    StringBuilder left = new StringBuilder();
    int from = 0;
    for (Matcher opens = OPENS.matcher(text); opens.find(from); ) {
      left.append(text, from, opens.end()).append(HIDDEN);
      int depth = 1;
      for (from = opens.end(); from < text.length() && depth > 0; from++) {
        depth += "[{".indexOf(text.charAt(from)) >= 0 ? 1 : "]}".indexOf(text.charAt(from)) >= 0 ? -1 : 0;
      }
      left.append(depth == 0 ? text.substring(from - 1, from) : "");
    }
    return left.append(text.substring(from)).toString();
  }

  /**
   * The messages of a failure and its causes, outermost first, at most five. A wrapper often repeats the message of its
   * cause: repetitions are left out. Where a message is missing, the exception's name is used.
   */
  public static String inOneLine(Throwable failure) {
    Set<String> messages = new LinkedHashSet<>();
    for (Throwable cause = failure; cause != null && messages.size() < MOST; cause = cause.getCause()) {
      String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      if (messages.stream().noneMatch(said -> said.contains(message))) {
        messages.add(message);
      }
    }
    return String.join("; because: ", messages);
  }
}
