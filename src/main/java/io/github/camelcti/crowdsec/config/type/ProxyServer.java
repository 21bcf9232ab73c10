package io.github.camelcti.crowdsec.config.type;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy.
 *
 * @param host its name or address
 * @param port its port
 * @param user our user name there, null without credentials
 * @param password the user's, null without credentials
 */
public record ProxyServer(String host, int port, @Nullable String user, @Nullable Secret password) {

  /** Without the credentials. */
  @Override
  public String toString() {
    return (user == null ? "" : Secret.MASK + "@") + host + ":" + port;
  }
}
