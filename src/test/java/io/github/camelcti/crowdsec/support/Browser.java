package io.github.camelcti.crowdsec.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one tab, driven by its DevTools protocol. */
public final class Browser implements AutoCloseable, WebSocket.Listener {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LISTENING = "DevTools listening on ";
  /** Seconds; axe-core looks at thousands of elements for more than a minute on a busy machine. */
  private static final int PATIENCE = 180;

  private final Process process;
  private final WebSocket socket;
  private final String session;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final StringBuilder part = new StringBuilder();

  private Browser(Process process, String url) throws Exception {
    this.process = process;
    socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(url), this).get(PATIENCE, TimeUnit.SECONDS);
    String target = send(null, "Target.createTarget", Map.of("url", "about:blank")).at("/targetId").asText();
    session = send(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true)).at("/sessionId").asText();
    for (String domain : List.of("Page", "Network", "Log", "Runtime")) {
      send(domain + ".enable", Map.of());
    }
  }

  /** The program, if it is on the path. */
  public static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(folder -> Path.of(folder, "chromium"))
        .filter(Files::isExecutable).findFirst();
  }

  /** Starts it. */
  public static Browser start(Path program, Path profile) throws Exception {
    Process process = new ProcessBuilder(program.toString(), "--headless", "--no-sandbox", "--disable-gpu",
        "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", "--user-data-dir=" + profile,
        "--remote-debugging-port=0", "about:blank").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    CompletableFuture<String> url = new CompletableFuture<>();
    Thread reader = new Thread(() -> {
      try (BufferedReader lines = new BufferedReader(
          new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
        // To its end, so that the browser never waits for somebody to read.
        lines.lines().filter(line -> line.startsWith(LISTENING))
            .forEach(line -> url.complete(line.substring(LISTENING.length())));
      } catch (IOException | UncheckedIOException e) {
        // it has ended
      }
      url.completeExceptionally(new IOException("the browser ended"));
    }, "browser");
    reader.setDaemon(true);
    reader.start();
    try {
      return new Browser(process, url.get(PATIENCE, TimeUnit.SECONDS));
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Shows a file at this width and waits until it is loaded. */
  public void open(Path file, int width, boolean dark) throws Exception {
    events.clear();
    send("Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    send("Emulation.setEmulatedMedia", Map.of("media", "", "features",
        List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    send("Page.navigate", Map.of("url", file.toUri().toString()));
    org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(PATIENCE))
        .until(() -> events.stream().anyMatch(event -> method(event).equals("Page.loadEventFired")));
  }

  /** Whether pages that are opened from now on may run scripts. */
  public void scripts(boolean allowed) throws Exception {
    send("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
  }

  /** Shows the page that is open as it is printed. */
  public void print() throws Exception {
    send("Emulation.setEmulatedMedia", Map.of("media", "print"));
  }

  /** Presses a key that has no character, or Enter. */
  public void press(String key) throws Exception {
    int code = key.equals("Tab") ? 9 : 13;
    Map<String, Object> press = Map.of("key", key, "windowsVirtualKeyCode", code, "text", key.equals("Enter") ? "\r" : "");
    for (String type : List.of("keyDown", "keyUp")) {
      Map<String, Object> event = new HashMap<>(press);
      event.put("type", type);
      send("Input.dispatchKeyEvent", event);
    }
  }

  /** The value of an expression in the page; of a promise, what becomes of it. */
  public JsonNode evaluate(String expression) throws Exception {
    JsonNode result = send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(result.toString());
    }
    return result.at("/result/value");
  }

  /** The whole page as PNG. */
  public byte[] screenshot() throws Exception {
    return Base64.getDecoder().decode(send("Page.captureScreenshot", Map.of("captureBeyondViewport", true)).at("/data").asText());
  }

  /** Addresses that were asked for since the page was opened. */
  public List<String> requests() {
    return events.stream().filter(event -> method(event).equals("Network.requestWillBeSent"))
        .map(event -> event.at("/params/request/url").asText()).toList();
  }

  /** What the console says since the page was opened. */
  public List<String> complaints() {
    return events.stream()
        .filter(event -> List.of("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown").contains(method(event)))
        .map(JsonNode::toString).toList();
  }

  private static String method(JsonNode event) {
    return event.path("method").asText();
  }

  private JsonNode send(String method, Map<String, ?> parameters) throws Exception {
    return send(session, method, parameters);
  }

  private JsonNode send(String to, String method, Map<String, ?> parameters) throws Exception {
    int id = ids.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (to != null) {
      message.put("sessionId", to);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true);
    JsonNode got = answer.get(PATIENCE, TimeUnit.SECONDS);
    if (got.has("error")) {
      throw new AssertionError(method + ": " + got);
    }
    return got.path("result");
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      take(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void take(String text) {
    try {
      JsonNode message = JSON.readTree(text);
      CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
      if (answer == null) {
        events.add(message);
      } else {
        answer.complete(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws Exception {
    try {
      send(null, "Browser.close", Map.of());
    } finally {
      socket.abort();
      if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
