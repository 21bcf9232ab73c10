package io.github.camelcti.crowdsec.config.type;

import java.util.List;

/**
 * Further headers for the calls of the platform, for a gateway in front of it, say.
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

  /** Only the number: names may tell what is used, values may be passwords. */
  @Override
  public String toString() {
    return list.size() + " headers";
  }
}
