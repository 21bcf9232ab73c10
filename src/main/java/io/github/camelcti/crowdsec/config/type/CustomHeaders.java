package io.github.camelcti.crowdsec.config.type;

import java.util.List;

/**
 * Extra headers for calls to the platform, for example for a gateway in front of it.
 *
 * @param list in the order of the setting
 */
public record CustomHeaders(List<Entry> list) {

  /**
   * One header.
   *
   * @param name a token of HTTP
   * @param value may be secret
   */
  public record Entry(String name, Secret value) {}

  /** Only the number, because names may reveal what is used and values may be passwords. */
  @Override
  public String toString() {
    return list.size() + " headers";
  }
}
