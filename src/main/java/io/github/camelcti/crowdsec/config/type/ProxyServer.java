package io.github.camelcti.crowdsec.config.type;

/**
 * An HTTP proxy.
 *
 * @param host its name or address
 * @param port its port
 * @param user our user name there, null without credentials
 * @param password the user's, null without credentials
 */
public record ProxyServer(String host, int port, String user, Secret password) {

  /** Without the credentials. */
  @Override
  public String toString() {
    return (user == null ? "" : Secret.MASK + "@") + host + ":" + port;
  }
}
