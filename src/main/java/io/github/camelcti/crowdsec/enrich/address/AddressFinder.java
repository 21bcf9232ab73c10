package io.github.camelcti.crowdsec.enrich.address;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the addresses in a line as people have it: defanged, with a port, in a URL, a row of a table, a line of a log. A
 * person who gives such a line wants each of them looked up; {@link AddressFault} is for a text that is to be one address.
 */
public final class AddressFinder {

  private static final String IPV4 = "\\d{1,3}(?:\\.\\d{1,3}){3}";

  /** Not part of a longer word, name or number. */
  private static final Pattern CANDIDATE = Pattern.compile(
      "(?:(?<![\\w.:])(?:[0-9a-fA-F]{1,4}:|::)[0-9a-fA-F:]*(?::" + IPV4 + ")?|(?<![\\w.])" + IPV4
          + ")(?!\\w|\\.\\w)");
  /** What an address can be in. Logs are long, and this is quick. */
  private static final Pattern RUN = Pattern.compile("[0-9a-fA-F:.]{3,}+");
  private static final Pattern DEFANGED = Pattern.compile("[\\[({\\\\][.:dD]|[.:][\\])}]|\\s[dD]|[^\\x00-\\x7F]");
  /** Before the version in {@code Chrome/120.0.0.0}, which each line of a web server's log has. */
  private static final Pattern PRODUCT = Pattern.compile("(?:^|[\\s\"'(;,])[A-Za-z]{1,20}/$");
  /** Before what would be the end of an IPv6 address if that were one; a single word and a colon is a name: {@code add:}. */
  private static final Pattern BROKEN_IPV6 = Pattern.compile("(?<!\\w)(?:[0-9a-fA-F]{0,4}:){2,}$");
  private static final int LONGEST_BEFORE = 100;
  private static final Pattern PREFIX = Pattern.compile("/\\d{1,3}(?![\\w./-])");
  private static final Pattern IN_URL = Pattern.compile("//(?:[^/@\\s]*@)?\\[?$");
  private static final Pattern DIGIT = Pattern.compile("\\d");

  private AddressFinder() {}

  /**
   * @param line any text; a very long line takes no longer than its length deserves
   * @return canonical addresses, and networks as they are written ({@code 192.0.2.0/24}), in the line's order; doubles are
   *     kept
   */
  public static List<String> find(String line) {
    String text = DEFANGED.matcher(line).find() ? AddressFault.withoutDefanging(line) : line;
    List<String> found = new ArrayList<>();
    Matcher run = RUN.matcher(text);
    Matcher candidate = CANDIDATE.matcher(text).useTransparentBounds(true);
    while (run.find()) {
      if (run.group().indexOf('.', run.group().indexOf('.') + 1) > 0 || run.group().indexOf(':') != run.group().lastIndexOf(':')) {
        candidate.region(run.start(), run.end());
        while (candidate.find()) {
          add(found, text, candidate.start(), candidate.group());
        }
      }
    }
    return found;
  }

  private static void add(List<String> found, String text, int start, String candidate) {
    String plain = candidate.replaceFirst("(?<!:):$", ""); // 2001:db8::10: said ...
    IpAddress address = IpAddress.parse(plain).filter(it -> DIGIT.matcher(plain).find()).orElse(null);
    String before = text.substring(Math.max(0, start - LONGEST_BEFORE), start);
    if (address == null || PRODUCT.matcher(before).find() || !plain.contains(":") && BROKEN_IPV6.matcher(before).find()) {
      return;
    }
    Matcher prefix = PREFIX.matcher(text).region(start + candidate.length(), text.length());
    boolean network = prefix.lookingAt() && !IN_URL.matcher(before).find() && IpAddress.parse(plain + prefix.group()).isEmpty();
    network = network && Integer.parseInt(prefix.group().substring(1)) <= (plain.contains(":") ? 128 : 32); // else it is a port
    found.add(network ? plain + prefix.group() : address.canonical());
  }
}
