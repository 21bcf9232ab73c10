package io.github.camelcti.crowdsec.doubles;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTP server of the double, which can go down and come back on its port. */
final class PlatformServer implements AutoCloseable {

  static {
    // The JDK's server writes head and body apart: else every answer waits 40 ms for the client's ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "opencti-double-http");
    thread.setDaemon(true);
    return thread;
  });
  private final HttpHandler graphQl;
  private final HttpHandler control;
  private final int port;
  private HttpServer server;

  PlatformServer(int port, HttpHandler graphQl, HttpHandler control) {
    this.graphQl = graphQl;
    this.control = control;
    this.server = listen(port);
    this.port = server.getAddress().getPort();
  }

  String url() {
    return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
  }

  synchronized void down() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  synchronized void up() {
    if (server == null) {
      server = listen(port);
    }
  }

  @Override
  public void close() {
    down();
    threads.shutdownNow();
  }

  private HttpServer listen(int onPort) {
    try {
      InetSocketAddress address = new InetSocketAddress(ListenAt.address(), onPort);
      HttpServer started = HttpServer.create(address, 0);
      started.setExecutor(threads);
      started.createContext("/graphql", graphQl);
      started.createContext("/double", control);
      started.createContext("/", exchange -> {
        try (exchange) {
          PlatformHttp.sendJson(exchange, 404, Map.of("status", "error", "error", "Path not found"));
        }
      });
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
