package io.github.camelcti.crowdsec.enrich.address;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says why a text is not accepted as an address, and which address was probably meant. That one is not looked up,
 * because a person has to confirm a guess.
 */
public final class AddressFault {

  private static final String NOT_AN_ADDRESS = "is not an IP address";
  private static final int LONGEST = 300;
  private static final int BITS_OF_IPV4 = 32;
  private static final int BITS_OF_IPV6 = 128;

  private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");
  private static final Pattern BLANKS_AT_SEPARATORS =
      Pattern.compile("(?<=[.:\\[\\](){}/])[\\s\\p{Z}]+|[\\s\\p{Z}]+(?=[.:\\[\\](){}/])|^[\\s\\p{Z}]+|[\\s\\p{Z}]+$");
  private static final Pattern AROUND = Pattern.compile("^[\"'`<(]+|[\"'`>),;.]+$");

  // Defanged addresses, written so that nobody clicks on them by accident.
  private static final Pattern DOT = Pattern.compile("(?i)[\\[({](?:\\.|dot)[\\])}]|\\\\\\.|(?<=\\d)\\s+dot\\s+(?=\\d)"
      + "|(?<=\\d)[\\[({]\\.(?=\\d)|(?<=\\d)\\.[\\])}](?=\\d)");
  private static final Pattern COLONS = Pattern.compile("(?<=[0-9a-fA-F:])[\\[({](:{1,2})[\\])}]");
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]{0,20}(?:://|[\\[({](?::[\\])}]//|://[\\])}]))");
  private static final Pattern COMMAS = Pattern.compile("\\d{1,3}(?:,\\d{1,3}){3}");

  private static final Pattern AFTER_HOST = Pattern.compile("[/?#\\\\].*$", Pattern.DOTALL);
  private static final Pattern USER = Pattern.compile("^[^@]*@");
  private static final Pattern IN_BRACKETS = Pattern.compile("^\\[([^\\]]*)].*$", Pattern.DOTALL);
  private static final Pattern PORT = Pattern.compile("^([^:]+):[^:]*$");
  private static final Pattern ZONE = Pattern.compile("%.*$", Pattern.DOTALL);
  private static final Pattern LEADING_ZEROS = Pattern.compile("(?<![0-9a-fA-F])0+(?=[0-9a-fA-F])");

  private static final Pattern NETWORK = Pattern.compile("([0-9a-fA-F:.]{2,45})/([0-9]{1,3}|[0-9.]{7,15})");

  private AddressFault() {}

  /**
   * @param text a text that {@link IpAddress#parse} does not accept; may be null
   * @return what is wrong, a phrase that follows the text, on one line and without a full stop; never null. Quotes
   *     nothing from the text except an address in canonical form
   */
  public static String say(@Nullable String text) {
    if (text == null || text.length() > LONGEST) {
      return NOT_AN_ADDRESS;
    }
    String armed = armed(text);
    Optional<IpAddress> meant = IpAddress.parse(armed);
    if (meant.isEmpty()) {
      Optional<String> size = size(armed);
      if (size.isPresent()) {
        return "is a network of " + size.get() + " addresses; CrowdSec only looks up single addresses";
      }
      meant = IpAddress.parse(host(armed));
    }
    return meant.map(address -> NOT_AN_ADDRESS + "; " + address + " was probably meant").orElse(NOT_AN_ADDRESS);
  }

  /** Undoes defanging, copied surroundings and typos. */
  private static String armed(String text) {
    String armed = AROUND.matcher(all(BLANKS_AT_SEPARATORS, all(INVISIBLE, text, ""), "")).replaceAll("");
    armed = withoutDefanging(armed);
    return COMMAS.matcher(armed).matches() ? armed.replace(',', '.') : armed;
  }

  /** The text with defanged dots and colons as they were. */
  static String withoutDefanging(String text) {
    return all(COLONS, all(DOT, all(INVISIBLE, text, ""), "."), "$1");
  }

  private static String host(String armed) {
    String host = all(USER, all(AFTER_HOST, all(SCHEME, armed, ""), ""), "");
    host = all(PORT, all(IN_BRACKETS, host, "$1"), "$1");
    return all(LEADING_ZEROS, AROUND.matcher(all(ZONE, host, "")).replaceAll(""), "");
  }

  private static String all(Pattern pattern, String text, String replacement) {
    return pattern.matcher(text).replaceAll(replacement);
  }

  /** How many addresses a network has; empty if the text is not a network. */
  private static Optional<String> size(String text) {
    Matcher network = NETWORK.matcher(text);
    if (!network.matches() || IpAddress.parse(network.group(1)).isEmpty()) {
      return Optional.empty();
    }
    boolean ipv6 = network.group(1).contains(":");
    int all = ipv6 ? BITS_OF_IPV6 : BITS_OF_IPV4;
    boolean mask = network.group(2).contains(".");
    int prefix = !mask ? Integer.parseInt(network.group(2)) : ipv6 ? -1 : ofMask(network.group(2));
    if (prefix < 0 || prefix >= all) {
      return Optional.empty();
    }
    int bits = all - prefix;
    return Optional.of(bits > BITS_OF_IPV4 ? "2^" + bits : BigInteger.ONE.shiftLeft(bits).toString());
  }

  /** The prefix length of a mask such as 255.255.255.0; -1 if it is not a mask. */
  private static int ofMask(String text) {
    if (IpAddress.parse(text).isEmpty()) {
      return -1;
    }
    int mask = 0;
    for (String part : text.split("\\.")) {
      mask = mask << Byte.SIZE | Integer.parseInt(part);
    }
    int ones = Integer.bitCount(mask);
    return ones == Integer.numberOfLeadingZeros(~mask) ? ones : -1;
  }
}
