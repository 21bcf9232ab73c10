package io.github.camelcti.crowdsec.doubles;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * CrowdSec's CTI API on loopback: {@code GET /v2/smoke/{ip}} with the key in {@code x-api-key}. Answers by script, so
 * that it can fail in every way that a server fails. A socket server of its own, since a well-kept one would not send
 * half an answer.
 */
public final class CrowdSecDouble implements AutoCloseable {

  /** Body of a 429 that means "too fast". */
  public static final String BURST = "{\"message\": \"Too Many Requests\"}";

  /** Body of a 429 that means "used up". */
  public static final String QUOTA = "{\"message\": \"Limit Exceeded\"}";

  private static final String KEY = "cs-key-5d0b7c1fa8e34b6c9d21";
  private static final String SMOKE = "/v2/smoke/";
  private static final String NOT_FOUND = "{\"message\": \"IP address information not found\"}";

  private final ServerSocket server;
  private final Map<String, Deque<Step>> scripts = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  private CrowdSecDouble(ServerSocket server) {
    this.server = server;
  }

  /** Starts it on a free port. */
  public static CrowdSecDouble start() throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    CrowdSecDouble crowdSec = new CrowdSecDouble(server);
    daemon(crowdSec::accept);
    return crowdSec;
  }

  /** Its address, without a path. */
  public String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** The only key that it takes. */
  public String key() {
    return KEY;
  }

  /** What it answers for an address, call by call; the last step is repeated. Without a script: 404, not known. */
  public void script(String ip, Step... steps) {
    scripts.put(ip, new ArrayDeque<>(List.of(steps)));
  }

  /** All calls so far, in order. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The calls for one address, as it stood in the path. */
  public List<Call> calls(String ip) {
    return calls.stream().filter(call -> call.ip().equals(ip)).toList();
  }

  private void accept() {
    while (closed.getCount() > 0) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        daemon(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in = new BufferedReader(
          new InputStreamReader(new BufferedInputStream(socket.getInputStream()), StandardCharsets.ISO_8859_1));
      boolean goOn = true;
      while (goOn) {
        goOn = answerOne(in, new Reply(socket, closed));
      }
    } catch (IOException | InterruptedException e) {
      // the client has gone, or the double closes
    } finally {
      open.remove(socket);
    }
  }

  private boolean answerOne(BufferedReader in, Reply reply) throws IOException, InterruptedException {
    String request = in.readLine();
    if (request == null || request.isEmpty()) {
      return false;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(java.util.Locale.ROOT), line.substring(colon + 1).strip());
    }
    String[] words = request.split(" ");
    String path = URLDecoder.decode(words[1].replace("+", "%2B"), StandardCharsets.UTF_8);
    String ip = path.startsWith(SMOKE) ? path.substring(SMOKE.length()) : path;
    calls.add(new Call(ip, Instant.now(), Map.copyOf(headers), words[0]));
    if (!KEY.equals(headers.get("x-api-key"))) {
      return reply.send(403, "{\"message\": \"Forbidden\"}");
    }
    if (!words[0].equals("GET") || !path.startsWith(SMOKE)) {
      return reply.send(404, "{\"message\": \"Not Found\"}");
    }
    return next(ip).play(reply);
  }

  private Step next(String ip) {
    Deque<Step> script = scripts.get(ip);
    if (script == null) {
      return Step.status(404, NOT_FOUND);
    }
    synchronized (script) {
      return script.size() > 1 ? script.poll() : script.peek();
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "crowdsec-double");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /**
   * One request.
   *
   * @param ip the address in the path, decoded
   * @param at when it came
   * @param headers by lower-case name
   * @param method HTTP method
   */
  public record Call(String ip, Instant at, Map<String, String> headers, String method) {}

  /** What it does with one request. */
  @FunctionalInterface
  public interface Step {

    /** Answers; returns whether the connection stays open. */
    boolean play(Reply reply) throws IOException, InterruptedException;

    /** 200 with this body. */
    static Step ok(String json) {
      return status(200, json);
    }

    /** This status and body, with headers as name, value, name, value. */
    static Step status(int code, String body, String... headers) {
      return reply -> reply.send(code, body, headers);
    }

    /** The step, after a while. */
    static Step delayed(Duration wait, Step step) {
      return reply -> {
        reply.pause(wait);
        return step.play(reply);
      };
    }

    /** Takes the request and never answers. */
    static Step hang() {
      return reply -> {
        reply.pause(Duration.ofHours(1));
        return false;
      };
    }

    /** Breaks the connection off. */
    static Step reset() {
      return Reply::reset;
    }

    /** Announces the whole body, sends half of it, and closes. */
    static Step halfBody(String json) {
      return reply -> {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        reply.head(200, body.length);
        reply.write(body, 0, body.length / 2);
        return false;
      };
    }

    /** Sends the body so slowly that it takes this long. */
    static Step slowBody(String json, Duration total) {
      return reply -> {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        reply.head(200, body.length);
        int parts = (int) Math.max(1, total.toMillis() / 100);
        for (int part = 0; part < parts; part++) {
          int from = (int) ((long) body.length * part / parts);
          reply.write(body, from, (int) ((long) body.length * (part + 1) / parts) - from);
          reply.pause(total.dividedBy(parts));
        }
        return true;
      };
    }

    /** A JSON text of so many bytes, its length not announced. */
    static Step huge(long bytes) {
      return reply -> {
        reply.head(200, -1);
        byte[] part = "x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
        for (long sent = 0; sent < bytes; sent += part.length) {
          reply.write(part, 0, part.length);
        }
        return false;
      };
    }

    /** 301 to another address. */
    static Step redirect(String url) {
      return status(301, "", "Location", url);
    }
  }

  /** The way back to a client. */
  public static final class Reply {

    private final Socket socket;
    private final CountDownLatch closed;

    private Reply(Socket socket, CountDownLatch closed) {
      this.socket = socket;
      this.closed = closed;
    }

    boolean send(int code, String body, String... headers) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      head(code, bytes.length, headers);
      write(bytes, 0, bytes.length);
      return true;
    }

    void head(int code, int length, String... headers) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + code + " Scripted\r\nContent-Type: application/json\r\n");
      for (int i = 0; i + 1 < headers.length; i += 2) {
        head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
      }
      head.append(length < 0 ? "Connection: close\r\n" : "Content-Length: " + length + "\r\n").append("\r\n");
      byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
      write(bytes, 0, bytes.length);
    }

    void write(byte[] bytes, int from, int length) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes, from, length);
      out.flush();
    }

    void pause(Duration wait) throws InterruptedException {
      closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
      return false;
    }
  }
}
