package io.github.camelcti.crowdsec.doubles;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the doubles listen: on loopback, but for a container of their own that {@code -Ddoubles.host} opens. */
final class ListenAt {

  private ListenAt() {}

  static InetAddress address() {
    try {
      return InetAddress.getByName(System.getProperty("doubles.host", "127.0.0.1"));
    } catch (UnknownHostException e) {
      throw new UncheckedIOException("doubles.host is no address of this machine", e);
    }
  }
}
