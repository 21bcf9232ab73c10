package io.github.camelcti.crowdsec.doubles;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that wants a user and a password, for plain requests and for tunnels. */
public final class ProxyDouble implements AutoCloseable {

  public static final String USER = "proxy-user";
  public static final String PASSWORD = "pr0xy@planted-proxy-password";

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<String> heads = new CopyOnWriteArrayList<>();

  private ProxyDouble() throws IOException {
    daemon(this::accept);
  }

  /** Starts it on a free port. */
  public static ProxyDouble start() {
    try {
      return new ProxyDouble();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address with user and password, as people write it into a variable. */
  public String url() {
    return "http://" + USER + ":" + PASSWORD + "@127.0.0.1:" + server.getLocalPort();
  }

  /** Request line and headers of the first request of every connection. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try {
      String head = head(client.getInputStream());
      String wanted = "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
      while (!head.isEmpty() && !head.contains("Proxy-Authorization: " + wanted)) {
        heads.add(head);
        drain(client, head);
        answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0");
        head = head(client.getInputStream());
      }
      if (head.isEmpty()) {
        close(client);
        return;
      }
      heads.add(head);
      String[] line = head.split(" ");
      boolean tunnel = line[0].equals("CONNECT");
      URI target = URI.create(tunnel ? "http://" + line[1] : line[1]);
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
      if (tunnel) {
        answer(client, "200 Connection established");
      } else {
        behind.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      }
      daemon(() -> copy(behind, client));
      copy(client, behind);
    } catch (IOException e) {
      close(client);
    }
  }

  private static void drain(Socket client, String head) throws IOException {
    java.util.regex.Matcher length = java.util.regex.Pattern.compile("(?i)\r\nContent-Length: (\\d+)").matcher(head);
    if (length.find()) {
      client.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
    }
  }

  private static void answer(Socket client, String status) throws IOException {
    client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of the two is gone
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Closeable any) {
    try {
      any.close();
    } catch (IOException e) {
      // gone already
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "proxy-double");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    close(server);
  }
}
