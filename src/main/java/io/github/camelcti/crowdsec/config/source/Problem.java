package io.github.camelcti.crowdsec.config.source;

import io.github.camelcti.crowdsec.config.type.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One reason why the connector cannot start with the settings it was given.
 *
 * @param subject name of the setting's environment variable, or of the file that could not be read; never
 *     null
 * @param origin where the value came from, for example {@code environment} or {@code config.yml line 12};
 *     null if it is not set
 * @param value the text as given, masked if it is or may be secret; null if there is none
 * @param what what is wrong, a phrase that follows the value
 * @param fix what to do, one or more sentences
 */
public record Problem(String subject, @Nullable String origin, @Nullable String value, String what, String fix) {

  private static final int LONGEST_VALUE = 80;

  public Problem {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(fix, "fix");
    value = value == null ? null : printable(value);
    what = cut(oneLine(what), 2 * LONGEST_VALUE);
  }

  /** The problem on one line: setting, origin, value, what is wrong, fix. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(subject);
    if (origin != null) {
      line.append(" (").append(origin).append(')');
    }
    line.append(':');
    if (value != null) {
      line.append(" \"").append(value).append('"');
    }
    return line.append(' ').append(what).append(". ").append(fix).toString();
  }

  /** The text on one line, cut, without control characters and without credentials in URLs. */
  public static String printable(String text) {
    String line = oneLine(text.replaceAll("//[^/@\\s]*@", "//" + Secret.MASK + "@"));
    return cut(line, LONGEST_VALUE);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "...";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
