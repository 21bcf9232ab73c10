package io.github.camelcti.crowdsec.enrich.address;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One IP address in its canonical form: dotted for IPv4, RFC 5952 for IPv6. An IPv4-mapped IPv6 address (RFC 4291,
 * section 2.5.5.2) becomes the IPv4 address: it is the same machine, and CrowdSec knows it by that one.
 *
 * @param canonical the address
 * @param ipv6 whether it is an IPv6 address
 */
public record IpAddress(String canonical, boolean ipv6) implements Comparable<IpAddress> {

  /**
   * Rejects ranges, wildcards, zones and non-ASCII digits, whatever the library may accept one day, and all prefixes
   * except those of a single address.
   */
  private static final Pattern LETTERS = Pattern.compile("([0-9a-fA-F:.]{2,45})(?:/(32|128))?");

  private static final IPAddressStringParameters STRICT = strict();

  /**
   * Reads an address strictly: four decimal numbers without leading zeros, or RFC 4291 text without a zone; a network of one
   * address ({@code /32}, {@code /128}) is that address.
   *
   * @param text the address, may be null
   * @return the address, empty if the text is not one; {@link AddressFault} says why
   */
  public static Optional<IpAddress> parse(@Nullable String text) {
    Matcher matcher = LETTERS.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    IPAddress address = new IPAddressString(matcher.group(1), STRICT).getAddress();
    if (address == null || address.isMultiple()) {
      return Optional.empty();
    }
    String prefix = matcher.group(2);
    if (prefix != null && Integer.parseInt(prefix) != address.getBitCount()) {
      return Optional.empty();
    }
    boolean mapped = address.isIPv6() && address.toIPv6().isIPv4Mapped();
    IPAddress meant = mapped ? address.toIPv6().getEmbeddedIPv4Address() : address;
    return Optional.of(new IpAddress(meant.toCanonicalString(), meant.isIPv6()));
  }

  /** By number, IPv4 before IPv6. */
  @Override
  public int compareTo(IpAddress other) {
    return new IPAddressString(canonical).compareTo(new IPAddressString(other.canonical));
  }

  @Override
  public String toString() {
    return canonical;
  }

  private static IPAddressStringParameters strict() {
    return new IPAddressStringParameters.Builder()
        .allowEmpty(false)
        .allowAll(false)
        .allowSingleSegment(false)
        .allowPrefix(false)
        .allowMask(false)
        .allowPrefixOnly(false)
        .allowWildcardedSeparator(false)
        .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
        .getIPv4AddressParametersBuilder()
        .allow_inet_aton(false)
        .allowLeadingZeros(false)
        .allowUnlimitedLeadingZeros(false)
        .allowBinary(false)
        .getParentBuilder()
        .getIPv6AddressParametersBuilder()
        .allowZone(false)
        .allowBase85(false)
        .allowBinary(false)
        .allowUnlimitedLeadingZeros(false)
        .allowMixed(true)
        .getEmbeddedIPv4AddressParametersBuilder()
        .allow_inet_aton(false)
        .allowLeadingZeros(false)
        .allowUnlimitedLeadingZeros(false)
        .getEmbeddedIPv4AddressParentBuilder()
        .getParentBuilder()
        .toParams();
  }
}
