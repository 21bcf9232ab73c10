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

  /**
   * Not part of a longer word, name or number; nor the version in {@code Chrome/120.0.0.0}, which each line of a web
   * server's log has.
   */
  private static final Pattern CANDIDATE = Pattern.compile(
      "(?<![\\w.:])(?<!(?:^|[\\s\"'(;,])[A-Za-z]{1,20}/)"
          + "(?:(?:[0-9a-fA-F]{1,4}:|::)[0-9a-fA-F:]*(?::" + IPV4 + ")?|" + IPV4 + ")"
          + "(?!\\w|\\.\\w)");
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
    String text = AddressFault.withoutDefanging(line);
    List<String> found = new ArrayList<>();
    Matcher candidate = CANDIDATE.matcher(text);
    Matcher prefix = PREFIX.matcher(text);
    while (candidate.find()) {
      String plain = candidate.group().replaceFirst("(?<!:):$", ""); // 2001:db8::10: said ...
      IpAddress address = IpAddress.parse(plain).filter(it -> DIGIT.matcher(plain).find()).orElse(null);
      if (address == null) {
        continue;
      }
      boolean network = prefix.region(candidate.end(), text.length()).lookingAt()
          && !IN_URL.matcher(text.substring(Math.max(0, candidate.start() - 100), candidate.start())).find()
          && IpAddress.parse(plain + prefix.group()).isEmpty();
      found.add(network ? plain + prefix.group() : address.canonical());
    }
    return found;
  }
}
