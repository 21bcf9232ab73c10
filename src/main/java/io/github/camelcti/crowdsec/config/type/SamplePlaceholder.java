package io.github.camelcti.crowdsec.config.type;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds placeholders that were not replaced by a value: those from samples ({@code ChangeMe}, {@code <your-api-key>},
 * {@code ****}) and unresolved variables ({@code ${OPENCTI_ADMIN_TOKEN}}).
 *
 * <p>Each pattern matches only what can't be a token, a key or a server address: CrowdSec's keys are letters and
 * digits without words, OpenCTI's tokens are UUIDs or similar, and no host is called changeme.
 */
public final class SamplePlaceholder {

  private static final String SAMPLE = "is still the placeholder from a sample";
  private static final String TEMPLATE = "is still the name of a variable that was not replaced by its value";

  /** {@code ${NAME}}, {@code ${NAME:-default}}, {@code {{ name }}}. */
  private static final Pattern BRACED_VARIABLE = Pattern.compile("\\$\\{[A-Za-z_][^{}]*}|\\{\\{[^{}]*}}");

  /** {@code $NAME}, {@code $(NAME)}, {@code %NAME%}. */
  private static final Pattern VARIABLE =
      Pattern.compile("\\$[A-Z][A-Z0-9_]+|\\$\\([A-Za-z_][A-Za-z0-9_]*\\)|%[A-Z][A-Z0-9_]+%");

  /** Not a URL in angle brackets, as copied from a mail. */
  private static final Pattern ANGLE_BRACKETS = Pattern.compile("<(?![A-Za-z]+://)([^<>]*[A-Za-z][^<>]*)>");

  /** {@code xxx}, {@code ****}, {@code ...}, {@code xxx.xxx.xxx.xxx}, {@code xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx}. */
  private static final Pattern MASK = Pattern.compile("(?i)(?:[-_]*[x*\u2022\u25cf]){3,}[-_]*|\\.{3,}|\u2026+"
      + "|(?:x+\\.){3}x+|x{8}-x{4}-[x4]x{3}-[xyn]x{3}-x{12}");

  private static final String WHICH = "(?:own|new|real|actual|valid|secret|opencti|crowdsec|cti|admin|api|access|auth|bearer"
      + "|connector|platform|user|unique|private|generated|service|account|the|a|an)*";
  private static final String WHAT = "(?:token|key|secret|password|passphrase|id|uuid|uuidv4|url|uri|host|hostname|domain"
      + "|address|instance|value|credentials?)";
  private static final String DO = "(?:insert|enter|put|paste|fillin)";

  /** The three below are for texts in lower case, with a space for everything that is neither letter nor digit. */
  private static final Pattern CHANGE = Pattern.compile("(?:change|replace) ?(?:me|this|it)(?: .*)?|replace with .*");

  private static final Pattern LATER = Pattern.compile("to ?do|fix ?me|tbd|tba|placeholder|redacted");

  /** The same without these spaces. */
  private static final Pattern REQUEST = Pattern.compile(
      DO + "?your" + WHICH + WHAT + "(?:goes)?(?:here)?|" + DO + WHICH + WHAT + "(?:here)?|" + WHICH + WHAT + "(?:goes)?here");

  private static final Pattern NAME = Pattern.compile(WHICH + WHAT);

  private static final Pattern URL =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?:([^/?#]*)@)?([^/?#@]*?)(?::[^/:?#]*)?(?:[/?#].*)?");
  private static final int LONGEST = 200;

  private SamplePlaceholder() {}

  /**
   * @param text a value, trimmed and without quotes around it
   * @param chosenFreely whether people make the value up, like a password: then a word like changeme may be real, and
   *     only variables and names in angle brackets count as placeholders
   * @return what is wrong, a phrase that follows the value; empty if it may be a real value
   */
  public static Optional<String> in(String text, boolean chosenFreely) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    if (BRACED_VARIABLE.matcher(text).matches() || !chosenFreely && VARIABLE.matcher(text).matches()) {
      return Optional.of(TEMPLATE);
    }
    Matcher brackets = ANGLE_BRACKETS.matcher(text);
    if (brackets.matches() && (!chosenFreely || says(brackets.group(1)) || NAME.matcher(joined(brackets.group(1))).matches())) {
      return Optional.of(SAMPLE);
    }
    if (chosenFreely) {
      return Optional.empty();
    }
    Matcher url = URL.matcher(text);
    return url.matches() ? inUrl(url.group(1), url.group(2))
        : MASK.matcher(text).matches() || says(text) ? Optional.of(SAMPLE) : Optional.empty();
  }

  private static Optional<String> inUrl(String user, String host) {
    if (BRACED_VARIABLE.matcher(host).find() || user != null && BRACED_VARIABLE.matcher(user).find()) {
      return Optional.of(TEMPLATE);
    }
    boolean sample = ANGLE_BRACKETS.matcher(host).find() || MASK.matcher(host).matches()
        || host.indexOf('.') < 0 && says(host)
        // Most names with dots may be real, but nobody calls a machine this.
        || joined(host.split("\\.", 2)[0]).equals("changeme");
    return sample ? Optional.of(SAMPLE) : Optional.empty();
  }

  private static boolean says(String text) {
    String phrase = phrase(text);
    return CHANGE.matcher(phrase).matches() || LATER.matcher(phrase).matches() || REQUEST.matcher(joined(text)).matches();
  }

  private static String phrase(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }

  private static String joined(String text) {
    return phrase(text).replace(" ", "");
  }
}
