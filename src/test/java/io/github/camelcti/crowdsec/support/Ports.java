package io.github.camelcti.crowdsec.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports for servers that can't choose one themselves. */
public final class Ports {

  /** Below those that the system gives to clients, and for each test process a stretch of its own. */
  private static final int COUNT = 100;
  private static final int FIRST = 12_000 + (int) (ProcessHandle.current().pid() % 180) * COUNT;

  private static int given;

  private Ports() {}

  /** A port of loopback that nobody listens at, and that this process was not given lately. */
  public static synchronized int free() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + given++ % COUNT;
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // somebody listens there
      }
    }
    throw new IllegalStateException("no port is free from " + FIRST + " on");
  }
}
