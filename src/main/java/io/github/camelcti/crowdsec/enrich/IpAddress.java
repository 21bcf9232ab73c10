package io.github.camelcti.crowdsec.enrich;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One IP address in its canonical form: dotted for IPv4, RFC 5952 for IPv6.
 *
 * @param canonical the address
 * @param ipv6 whether it is an IPv6 address
 */
public record IpAddress(String canonical, boolean ipv6) {

  /**
   * Keeps out ranges, wildcards, prefixes, zones and foreign digits, whatever the library may read one day.
   */
  private static final Pattern LETTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  private static final IPAddressStringParameters STRICT = strict();

  /**
   * Reads an address strictly: four decimal numbers without leading zeros, or RFC 4291 text without a zone.
   *
   * @param text the address, may be null
   * @return the address, empty if the text is none
   */
  public static Optional<IpAddress> parse(String text) {
    if (text == null || !LETTERS.matcher(text).matches()) {
      return Optional.empty();
    }
    IPAddress address = new IPAddressString(text, STRICT).getAddress();
    if (address == null || address.isMultiple()) {
      return Optional.empty();
    }
    // RFC 5952, section 5: an IPv4 address inside a well-known prefix stays readable.
    boolean mapped = address.isIPv6() && address.toIPv6().isIPv4Mapped();
    // Put together here: the library takes the zeros of ::ffff:0.0.0.0 for the longer run.
    String canonical = mapped
        ? "::ffff:" + address.toIPv6().getEmbeddedIPv4Address().toCanonicalString() : address.toCanonicalString();
    return Optional.of(new IpAddress(canonical, address.isIPv6()));
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
