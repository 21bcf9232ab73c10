package io.github.camelcti.crowdsec.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports for processes that can't choose one themselves. */
final class Ports {

  private Ports() {}

  /** A port of loopback that nobody listens at right now. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
