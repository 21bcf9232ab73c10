package io.github.camelcti.crowdsec.enrich.address;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.List;

/**
 * Which addresses mean nothing outside one network (IANA's registries of special-purpose addresses). This excludes
 * ranges for documentation: they are not routed, but they belong to nobody's machine either.
 */
public final class AddressSpace {

  private static final List<IPAddress> NEVER_PUBLIC = List.of(
      block("0.0.0.0/32"),
      block("10.0.0.0/8"),
      block("100.64.0.0/10"),
      block("127.0.0.0/8"),
      block("169.254.0.0/16"),
      block("172.16.0.0/12"),
      block("192.168.0.0/16"),
      block("224.0.0.0/4"),
      block("255.255.255.255/32"),
      block("::/128"),
      block("::1/128"),
      block("fc00::/7"),
      block("fe80::/10"),
      block("ff00::/8"));

  private AddressSpace() {}

  /**
   * @param address one address
   * @return whether it is private, shared by a provider's customers (RFC 6598), local, multicast or unspecified
   */
  public static boolean neverPublic(IpAddress address) {
    IPAddress parsed = new IPAddressString(address.canonical()).getAddress();
    return NEVER_PUBLIC.stream().anyMatch(block -> block.contains(parsed));
  }

  private static IPAddress block(String prefix) {
    return new IPAddressString(prefix).getAddress().toPrefixBlock();
  }
}
