package io.github.camelcti.crowdsec.config.type;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Hosts to reach without a proxy, by the rules that curl, Python and Go share: a name covers itself and all names
 * below it, with or without a leading dot; an address covers itself, a network its addresses, and {@code *}
 * everything. A port limits the entry to that port.
 *
 * @param entries in lower case, without spaces
 */
public record NoProxy(List<String> entries) {

  /** Reads a list separated by commas or spaces. */
  public static NoProxy of(String text) {
    return new NoProxy(Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+"))
        .filter(entry -> !entry.isEmpty()).toList());
  }

  /**
   * Whether a server is reached directly.
   *
   * @param host its name or address, IPv6 with or without brackets
   */
  public boolean covers(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "").replaceFirst("\\.$", "");
    return entries.stream().anyMatch(entry -> covers(entry, name, port));
  }

  private static boolean covers(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    String place = entry;
    int colon = entry.lastIndexOf(':');
    if (colon >= 0 && (entry.indexOf(':') == colon || entry.contains("]:"))) {
      if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
        return false;
      }
      place = entry.substring(0, colon);
    }
    place = place.replaceAll("[\\[\\]]", "").replaceFirst("^\\*?\\.", "");
    return !place.isEmpty() && (host.equals(place) || (isAddress(host) ? inside(host, place) : host.endsWith("." + place)));
  }

  private static boolean isAddress(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  private static boolean inside(String host, String network) {
    IPAddress address = new IPAddressString(host).getAddress();
    IPAddress block = network.matches("[0-9a-f:./]+") ? new IPAddressString(network).getAddress() : null;
    return address != null && block != null && block.toPrefixBlock().contains(address);
  }

  @Override
  public String toString() {
    return String.join(",", entries);
  }
}
