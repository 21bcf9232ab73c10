package io.github.camelcti.crowdsec.config.type;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy.
 *
 * @param user our user name there, null without credentials
 */
public record ProxyServer(String host, int port, @Nullable String user, @Nullable Secret password) {

  /** Without the credentials. */
  @Override
  public String toString() {
    return (user == null ? "" : Secret.MASK + "@") + host + ":" + port;
  }
}
