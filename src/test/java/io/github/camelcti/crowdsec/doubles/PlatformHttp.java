package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;

/** OpenCTI's {@code POST /graphql} as HTTP: what is refused before GraphQL begins, and how. */
final class PlatformHttp {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NO_BODY =
      "POST body missing, invalid Content-Type, or JSON object has no keys.";

  private final Backend backend;
  private final GraphQlEngine engine;
  private final Faults faults;
  private final List<Request> requests;

  PlatformHttp(Backend backend, Faults faults, List<Request> requests) {
    this.backend = backend;
    this.engine = new GraphQlEngine(backend, faults);
    this.faults = faults;
    this.requests = requests;
  }

  /** Answers one request to {@code /graphql}. */
  void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = body(exchange);
      JsonNode json = null;
      String malformed = null;
      try {
        json = JSON.readTree(body);
      } catch (JsonProcessingException e) {
        malformed = e.getOriginalMessage();
      }
      record(exchange, json);
      if (!faults.latency().isZero()) {
        LockSupport.parkNanos(faults.latency().toNanos());
      }
      Faults.Answer ordered = faults.takeAnswer();
      if (ordered != null) {
        String type = ordered.body().startsWith("<") ? "text/html" : "application/json; charset=utf-8";
        send(exchange, ordered.status(), type, ordered.body());
      } else if (!"POST".equals(exchange.getRequestMethod())) {
        sendJson(exchange, 404, Map.of("status", "error", "error", "Path not found"));
      } else if (!isJson(exchange)) {
        sendJson(exchange, 400, badRequest(NO_BODY));
      } else if (malformed != null) {
        sendJson(exchange, 500, Map.of("status", "error", "error", malformed));
      } else if (json.isArray()) {
        sendJson(exchange, 400, badRequest("Operation batching disabled."));
      } else if (!json.isObject() || json.isEmpty()) {
        sendJson(exchange, 400, badRequest(NO_BODY));
      } else {
        answer(exchange, json);
      }
    }
  }

  private void answer(HttpExchange exchange, JsonNode json) throws IOException {
    if (!json.path("query").isTextual()) {
      sendJson(exchange, 400, badRequest("GraphQL operations must contain a non-empty `query` or a "
          + "`persistedQuery` extension."));
      return;
    }
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    boolean authorized = ("Bearer " + OpenCtiDouble.TOKEN).equals(token);
    JsonNode variables = json.path("variables");
    boolean drafts = backend.generation().atLeast(Generation.V6_9_10);
    Platform space = drafts ? backend.drafts().enter(exchange.getRequestHeaders().getFirst("opencti-draft-id"))
        : backend.live();
    if (space == null) {
      sendJson(exchange, 500, draftLocked());
      return;
    }
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    Map<String, Object> answer = engine.answer(json.path("query").textValue(), operationName(json),
        variables.isObject() ? asMap(variables) : Map.of(), authorized, space);
    if (authorized && faults.takeLost(rootFields(json))) {
      send(exchange, 502, "text/html", "<html>bad gateway</html>");
      return;
    }
    sendJson(exchange, 200, answer);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(JsonNode variables) {
    return JSON.convertValue(variables, Map.class);
  }

  private static String operationName(JsonNode json) {
    return json.path("operationName").asText("").isEmpty() ? null : json.path("operationName").asText();
  }

  private void record(HttpExchange exchange, JsonNode json) {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange.getRequestHeaders().forEach(
        (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
    String name = json == null ? null : operationName(json);
    List<String> rootFields = json == null ? List.of() : rootFields(json);
    if (json != null && json.path("query").isTextual()) {
      try {
        Document document = new Parser().parseDocument(json.path("query").textValue());
        OperationDefinition operation = GraphQlErrors.operation(document, name);
        name = operation == null ? name : operation.getName();
      } catch (InvalidSyntaxException e) {
        // Recorded all the same: the answer says what is wrong with it.
      }
    }
    JsonNode variables = json == null ? JSON.nullNode() : json.path("variables");
    requests.add(new Request(Instant.now(), name, rootFields, variables, headers));
  }

  private static List<String> rootFields(JsonNode json) {
    try {
      return GraphQlErrors.rootFields(new Parser().parseDocument(json.path("query").asText("")), operationName(json));
    } catch (InvalidSyntaxException e) {
      return List.of();
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    InputStream in = exchange.getRequestBody();
    return ("gzip".equalsIgnoreCase(encoding) ? new GZIPInputStream(in) : in).readAllBytes();
  }

  private static boolean isJson(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private static Map<String, Object> badRequest(String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", message);
    error.put("extensions", Map.of("code", "BAD_REQUEST"));
    error.put("name", "BAD_REQUEST");
    return Map.of("errors", List.of(error));
  }

  /** The platform spreads the text by accident, letter by letter. */
  private static Map<String, Object> draftLocked() {
    Map<String, Object> data = new LinkedHashMap<>();
    String text = "Could not find draft workspace";
    for (int i = 0; i < text.length(); i++) {
      data.put(String.valueOf(i), text.substring(i, i + 1));
    }
    data.putAll(PlatformError.data(400, "BUSINESS", Map.of()));
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("message", "Draft is in a locked state, no request can be done within this draft");
    error.put("extensions", Map.of("code", "DRAFT_LOCKED", "data", data));
    error.put("name", "DRAFT_LOCKED");
    return Map.of("errors", List.of(error));
  }

  static void sendJson(HttpExchange exchange, int status, Object body) throws IOException {
    send(exchange, status, "application/json; charset=utf-8", JSON.writeValueAsString(body) + "\n");
  }

  private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
