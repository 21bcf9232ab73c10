package io.github.camelcti.crowdsec.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.camelcti.crowdsec.base.DaemonThreads;
import io.github.camelcti.crowdsec.crowdsec.AnswerJudge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * OpenCTI 6.9 and CrowdSec as far as a single job needs them, on a free port of the loopback interface. It knows one
 * observable and gives one answer, and writes down what it is asked.
 */
final class StandIn implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION = "6.9.22";
  private static final Pattern ROOT_FIELD = Pattern.compile("(?m)^ {2}(\\w+) *[({]?");
  private static final Pattern NAME = Pattern.compile("(query|mutation)\\s+(\\w+)");
  private static final int LONGEST_VALUE = 100;
  private static final int NOT_FOUND = 404;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("trial-stand-in"));
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private volatile @Nullable Trace trace;
  private volatile @Nullable JsonNode bundle;

  /**
   * @param observable the observable as OpenCTI would return it
   * @param answer the body of CrowdSec's answer
   */
  StandIn(Map<String, Object> observable, byte[] answer) throws IOException {
    fields.put("about", Map.of("version", VERSION));
    fields.put("registerConnector", Map.of("id", "trial", "config", Map.of("connection", Map.of("host", "127.0.0.1",
        "vhost", "/", "use_ssl", false, "port", 5672, "user", "trial", "pass", "trial"), "listen", "listen_trial",
        "listen_exchange", "amqp.connector.exchange", "push", "push_trial", "push_routing", "push_routing_trial",
        "push_exchange", "amqp.worker.exchange")));
    fields.put("stixCyberObservable", observable);
    fields.put("stixDomainObjects", Map.of("edges", new Object[0]));
    fields.put("stixCyberObservableEdit", Map.of("fieldPatch", Map.of("id", "trial")));
    fields.put("workEdit", Map.of("toReceived", Trial.WORK, "toProcessed", Trial.WORK));
    fields.put("stixBundlePush", true);
    fields.put("indicator", null);
    fields.put("me", null);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/graphql", this::platform);
    server.createContext("/v2/smoke/", exchange -> reply(exchange, AnswerJudge.isNotFound(answer) ? NOT_FOUND : 200, answer));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** @param listener what writes down the requests from now on */
  void listen(Trace listener) {
    trace = listener;
  }

  /** The bundle that it got last; null if it got none. */
  @Nullable JsonNode bundle() {
    return bundle;
  }

  private void platform(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    String document = request.path("query").asText();
    JsonNode variables = request.path("variables");
    Map<String, Object> data = new LinkedHashMap<>();
    Matcher field = ROOT_FIELD.matcher(document);
    while (field.find()) {
      if (fields.containsKey(field.group(1))) {
        data.put(field.group(1), fields.get(field.group(1)));
      }
    }
    if (variables.path("bundle").isTextual()) {
      bundle = JSON.readTree(variables.path("bundle").textValue());
    }
    tell(document, variables);
    Object body = data.isEmpty() ? Map.of("errors", new Object[] {Map.of("message", "the trial's OpenCTI does not know this")})
        : Map.of("data", data);
    reply(exchange, 200, JSON.writeValueAsBytes(body));
  }

  private void tell(String document, JsonNode variables) {
    Trace listener = trace;
    if (listener == null) {
      return;
    }
    Matcher name = NAME.matcher(document);
    boolean known = name.find();
    StringJoiner shown = new StringJoiner(", ");
    for (Map.Entry<String, JsonNode> variable : variables.properties()) {
      shown.add(variable.getKey() + "=" + value(variable.getKey(), variable.getValue()));
    }
    listener.say((known && name.group(1).equals("query") ? "asks" : "tells") + " OpenCTI: "
        + (known ? name.group(2) : "a document without a name") + " " + shown);
    if (variables.path("message").isTextual()) {
      listener.say("the work says" + (variables.path("inError").asBoolean() ? ", in error: " : ": ") + variables.path("message").asText());
    }
  }

  private String value(String name, JsonNode value) {
    JsonNode sent = bundle;
    String text = name.equals("bundle") && sent != null ? "a bundle of " + sent.path("objects").size() + " objects"
        : value.isTextual() ? value.textValue() : value.toString();
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /**
   * An answer about another address, as if it were about this one.
   *
   * @param saved an answer of CrowdSec, or its reply for an address that it does not know
   * @throws IOException if it is not JSON
   */
  static byte[] about(String address, String saved) throws IOException {
    JsonNode read = JSON.readTree(saved);
    if (read instanceof ObjectNode object && object.has("ip")) {
      object.put("ip", address);
    }
    return read.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
