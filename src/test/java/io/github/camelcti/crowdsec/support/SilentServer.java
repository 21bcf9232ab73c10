package io.github.camelcti.crowdsec.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes calls and never answers: a step that calls it hangs, and no interrupt ends that. */
public final class SilentServer implements AutoCloseable {

  private final ServerSocket server;
  private final List<Socket> calls = new CopyOnWriteArrayList<>();

  public SilentServer() throws IOException {
    server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "silent-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        calls.add(server.accept());
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** A step of a route, in YAML's flow style, that calls it. */
  public String step() {
    return "{to: {uri: 'http://127.0.0.1:" + server.getLocalPort() + "/', parameters: {responseTimeout: 3600000}}}";
  }

  /** How many calls were begun. */
  public int calls() {
    return calls.size();
  }

  /** Hangs up: all calls fail, and later ones, too. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket call : calls) {
      call.close();
    }
  }
}
