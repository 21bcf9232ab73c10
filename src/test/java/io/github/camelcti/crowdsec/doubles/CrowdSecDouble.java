package io.github.camelcti.crowdsec.doubles;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CrowdSec's CTI API on loopback: {@code GET /v2/smoke/{ip}} with the key in {@code x-api-key}. Answers by
 * script, so that it can fail in every way that a server fails. A socket server of its own, since a well-kept
 * one would not send half an answer.
 */
public final class CrowdSecDouble implements AutoCloseable {

  /** Body of a 429 that means "used up". */
  public static final String QUOTA = "{\"message\": \"Limit Exceeded\"}";

  /** Body of a 429 that means "too fast". */
  public static final String BURST = "{\"message\": \"Too Many Requests\"}";

  private static final String KEY = "cs-key-5d0b7c1fa8e34b6c9d21";
  private static final String SMOKE = "/v2/smoke/";
  private static final Step UNKNOWN = Step.status(404, "{\"message\": \"IP address information not found\"}");
  private static final Step FORBIDDEN = Step.status(403, "{\"message\": \"Forbidden\"}");
  private static final Step NO_SUCH_PATH = Step.status(404, "{\"message\": \"Missing Authentication Token\"}");

  private static final Pattern IP = Pattern.compile("(\"ip\"\\s*:\\s*\")[0-9a-fA-F.:]+(\")");

  private final int port;
  // All below: guarded by this
  private final Map<String, Script> scripts = new HashMap<>();
  private final Map<String, Step> answers = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private Step always;
  private Listener listener;

  private CrowdSecDouble(int onPort) throws IOException {
    listener = new Listener(onPort);
    port = listener.server.getLocalPort();
  }

  /** Starts it on a free port. */
  public static CrowdSecDouble start() {
    return start(0);
  }

  /** Starts it on a given port. */
  public static CrowdSecDouble start(int port) {
    try {
      return new CrowdSecDouble(port);
    } catch (IOException e) {
      throw new UncheckedIOException("the CrowdSec double does not start", e);
    }
  }

  /** Its address, without a path. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The only key that it takes. */
  public String key() {
    return KEY;
  }

  /** Knows an address from now on: 200 with this body, once a script of the address is used up. */
  public synchronized void answer(String ip, String jsonBody) {
    answers.put(ip, Step.ok(jsonBody));
  }

  /**
   * What it does for an address, call by call. After the last step comes the {@link #answer}; without one,
   * the last step again. An address with neither is not known: 404.
   */
  public synchronized void script(String ip, Step... steps) {
    scripts.put(ip, new Script(List.of(steps)));
  }

  /** From now on it does this for every address, whatever was said of it; null: as it was said again. */
  public synchronized void always(Step step) {
    always = step;
  }

  /** All calls so far, in order. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The calls for one address, as it stood in the path. */
  public List<Call> calls(String ip) {
    return calls().stream().filter(call -> call.ip().equals(ip)).toList();
  }

  /** Forgets calls, scripts and answers, so that a long run does not fill the memory. */
  public synchronized void forget() {
    calls.clear();
    scripts.clear();
    answers.clear();
  }

  /** Takes it away: open connections end, new ones are refused. Scripts and calls stay. */
  public synchronized void down() {
    if (listener != null) {
      listener.close();
      listener = null;
    }
  }

  /** Brings it back on the same port. */
  public synchronized void up() {
    if (listener == null) {
      try {
        listener = new Listener(port);
      } catch (IOException e) {
        throw new UncheckedIOException("the CrowdSec double does not come back", e);
      }
    }
  }

  @Override
  public void close() {
    down();
  }

  /** Notes the call together with taking the step, so that the calls are in the order of the script. */
  private synchronized Step take(String ip, boolean served, Map<String, String> headers, String method) {
    String key = headers.get("x-api-key");
    Step step = !KEY.equals(key) ? FORBIDDEN : served ? next(ip) : NO_SUCH_PATH;
    calls.add(new Call(ip, Instant.now(), Map.copyOf(headers), key != null, step.status, method));
    return step;
  }

  private Step next(String ip) {
    if (always != null) {
      return always;
    }
    Script script = scripts.get(ip);
    if (script != null && script.used < script.steps.size()) {
      return script.steps.get(script.used++);
    }
    Step answer = answers.get(ip);
    if (answer != null) {
      return answer;
    }
    return script == null || script.steps.isEmpty() ? UNKNOWN : script.steps.get(script.steps.size() - 1);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "crowdsec-double");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * One request.
   *
   * @param ip the address in the path, decoded; for another path, that path
   * @param at when it came
   * @param headers by lower-case name
   * @param keyPresent whether it had a key, be it the right one or not
   * @param status the status that it was answered with, 0 for none
   * @param method HTTP method
   */
  public record Call(
      String ip, Instant at, Map<String, String> headers, boolean keyPresent, int status, String method) {}

  /** What it does with one request. */
  public static final class Step {

    private final int status;
    private final Play play;

    private Step(int status, Play play) {
      this.status = status;
      this.play = play;
    }

    /** 200 with this body, which is about the address that was asked, as CrowdSec's answers are. */
    public static Step ok(String json) {
      return new Step(200, reply -> status(200, reply.about(json)).play.on(reply));
    }

    /** 200 with this body as it stands, whatever was asked. */
    public static Step exactly(String json) {
      return status(200, json);
    }

    /** This status and body, with headers as name, value, name, value. */
    public static Step status(int code, String body, String... headerNameValuePairs) {
      if (headerNameValuePairs.length % 2 != 0) {
        throw new IllegalArgumentException("a header without a value");
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return new Step(code, reply -> {
        reply.head(code, "Content-Length: " + bytes.length, headerNameValuePairs);
        reply.write(bytes, 0, bytes.length);
        return true;
      });
    }

    /** What CrowdSec says of an address that it does not know. */
    public static Step notKnown() {
      return UNKNOWN;
    }

    /** This status with a page for people: what a proxy or a gateway on the way says, not CrowdSec. */
    public static Step page(int code) {
      return status(code, "<html>\n<head><title>" + code + " by the proxy</title></head>\n<body></body></html>\n",
          "Content-Type", "text/html; charset=utf-8");
    }

    /** The step, after a while. */
    public static Step delayed(Duration wait, Step step) {
      return new Step(step.status, reply -> {
        reply.pause(wait);
        return step.play.on(reply);
      });
    }

    /** Takes the request and never answers, until the double goes down. */
    public static Step hang() {
      return new Step(0, reply -> {
        reply.down.await();
        return false;
      });
    }

    /** Breaks the connection off: the client sees "connection reset". */
    public static Step reset() {
      return new Step(0, reply -> {
        reply.socket.setSoLinger(true, 0); // without lingering, close sends RST instead of FIN
        return false;
      });
    }

    /** Announces the whole body, sends half of it, and closes. */
    public static Step halfBody(String json) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      return new Step(200, reply -> {
        reply.head(200, "Content-Length: " + bytes.length);
        reply.write(bytes, 0, bytes.length / 2);
        return false;
      });
    }

    /** Sends the body drop by drop, so that it takes this long although there is never a long silence. */
    public static Step slowBody(String json, Duration total) {
      return new Step(200, reply -> {
        byte[] bytes = reply.about(json).getBytes(StandardCharsets.UTF_8);
        int drops = (int) Math.max(1, Math.min(bytes.length, total.toMillis() / 50));
        reply.head(200, "Content-Length: " + bytes.length);
        for (int drop = 0; drop < drops; drop++) {
          reply.pause(total.dividedBy(drops));
          int from = (int) ((long) bytes.length * drop / drops);
          reply.write(bytes, from, (int) ((long) bytes.length * (drop + 1) / drops) - from);
        }
        return true;
      });
    }

    /** A JSON string of so many bytes with its quotes, in chunks: its length is not announced. */
    public static Step huge(long bytes) {
      if (bytes < 2) {
        throw new IllegalArgumentException("a JSON string has two quotes");
      }
      byte[] filler = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
      byte[] quote = {'"'};
      return new Step(200, reply -> {
        reply.head(200, "Transfer-Encoding: chunked");
        reply.chunk(quote, 1);
        for (long left = bytes - 2; left > 0; left -= filler.length) {
          reply.chunk(filler, (int) Math.min(left, filler.length));
        }
        reply.chunk(quote, 1);
        reply.chunk(quote, 0);
        return true;
      });
    }

    /** 301 to another address. */
    public static Step redirect(String url) {
      return status(301, "", "Location", url);
    }
  }

  @FunctionalInterface
  private interface Play {

    /** Answers; returns whether the connection can stay open. */
    boolean on(Reply reply) throws IOException, InterruptedException;
  }

  private static final class Script {

    private final List<Step> steps;
    private int used;

    private Script(List<Step> steps) {
      this.steps = steps;
    }
  }

  /** The time between up and down: one server socket and its connections. */
  private final class Listener {

    private final ServerSocket server = new ServerSocket();
    private final Set<Socket> open = new HashSet<>();
    private final CountDownLatch down = new CountDownLatch(1);

    private Listener(int port) throws IOException {
      server.setReuseAddress(true); // connections of the time before may still be in TIME_WAIT
      try {
        server.bind(new InetSocketAddress(ListenAt.address(), port), 256);
      } catch (IOException e) {
        server.close();
        throw e;
      }
      daemon(this::accept);
    }

    private void accept() {
      while (down.getCount() > 0) {
        try {
          Socket socket = server.accept();
          if (add(socket)) {
            daemon(() -> serve(socket));
          } else {
            socket.close();
          }
        } catch (IOException e) {
          // down, or a client that went away before it was accepted: the loop knows
        }
      }
    }

    private boolean add(Socket socket) {
      synchronized (open) {
        return down.getCount() > 0 && open.add(socket);
      }
    }

    private void serve(Socket socket) {
      try (socket) {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean goOn = true;
        while (goOn) {
          goOn = serveOne(in, new Reply(socket, down));
        }
      } catch (IOException | InterruptedException e) {
        // the client has gone, or the double goes down
      } finally {
        synchronized (open) {
          open.remove(socket);
        }
      }
    }

    private boolean serveOne(InputStream in, Reply reply) throws IOException, InterruptedException {
      String request = line(in);
      if (request == null) {
        return false;
      }
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
        String[] header = line.split(":", 2);
        headers.put(header[0].toLowerCase(Locale.ROOT), header.length > 1 ? header[1].strip() : "");
      }
      in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
      String[] words = (request + " / ").split(" ");
      String path = decode(words[1].replaceFirst("\\?.*", ""));
      boolean served = words[0].equals("GET") && path.startsWith(SMOKE);
      String ip = path.startsWith(SMOKE) ? path.substring(SMOKE.length()) : path;
      reply.asked = ip;
      boolean goOn = take(ip, served, headers, words[0]).play.on(reply);
      return goOn && !"close".equalsIgnoreCase(headers.get("connection"));
    }

    private void close() {
      synchronized (open) {
        down.countDown();
        closeQuietly(server);
        open.forEach(Listener::closeQuietly);
      }
    }

    private static void closeQuietly(AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        // it is gone either way
      }
    }

    /** A line of the head, null at the connection's end. Not a reader: that would swallow a body's bytes. */
    private static String line(InputStream in) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          return null;
        }
        if (b != '\r') {
          line.write(b);
        }
      }
      return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static String decode(String path) {
      try {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return path; // a percent sign that encodes nothing
      }
    }
  }

  /** The way back to a client. */
  private static final class Reply {

    private final Socket socket;
    private final CountDownLatch down;
    private String asked;

    private Reply(Socket socket, CountDownLatch down) {
      this.socket = socket;
      this.down = down;
    }

    private String about(String json) {
      return IP.matcher(json).replaceFirst("$1" + Matcher.quoteReplacement(asked) + "$2");
    }

    private void head(int code, String framing, String... headers) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + code + " Scripted\r\n" + framing + "\r\n");
      Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      all.put("Content-Type", "application/json");
      for (int i = 0; i < headers.length; i += 2) {
        all.put(headers[i], headers[i + 1]);
      }
      all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
      write(bytes, 0, bytes.length);
    }

    private void chunk(byte[] bytes, int length) throws IOException {
      byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      write(size, 0, size.length);
      write(bytes, 0, length);
      write(new byte[] {'\r', '\n'}, 0, 2);
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes, from, length);
      out.flush();
    }

    private void pause(Duration wait) throws IOException, InterruptedException {
      if (down.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the double went down");
      }
    }
  }
}
