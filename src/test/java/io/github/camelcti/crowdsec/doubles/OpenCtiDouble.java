package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * OpenCTI 6.9 as far as an enrichment connector meets it: a server on loopback that executes GraphQL against a schema,
 * refuses what the real one refuses, keeps works and objects, puts jobs on a broker, and takes pushed bundles in. Its
 * behaviour is what was observed on a real 6.9.10.
 */
public final class OpenCtiDouble implements AutoCloseable {

  static final String VERSION = "6.9.10";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "7d8c5a86-64e1-4f0c-9c0b-2f6a6f0f3c11";

  private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
    Thread thread = new Thread(work, "opencti-double");
    thread.setDaemon(true);
    return thread;
  });
  private final Platform platform = new Platform();
  private final Works works = new Works();
  private final Ingestor ingestor = new Ingestor(platform, works);
  private final Connectors connectors;
  private final GraphQlEngine engine;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<JsonNode> bundles = new CopyOnWriteArrayList<>();
  private final Deque<HttpFailure> httpFailures = new ArrayDeque<>();
  private final Map<String, Deque<Refusal>> fieldFailures = new ConcurrentHashMap<>();
  private final AtomicLong workTimes = new AtomicLong(Instant.now().toEpochMilli());
  private final int port;
  private HttpServer server;

  private OpenCtiDouble(Broker broker) throws IOException {
    connectors = new Connectors(broker);
    engine = new GraphQlEngine(this);
    server = listen(0);
    port = server.getAddress().getPort();
  }

  /** Starts it on a free port, with its queues on this broker. */
  public static OpenCtiDouble start(Broker broker) throws IOException {
    return new OpenCtiDouble(broker);
  }

  private HttpServer listen(int wanted) throws IOException {
    HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 256);
    http.createContext("/graphql", this::graphQl);
    http.createContext("/double/", this::convenience);
    http.setExecutor(threads);
    http.start();
    return http;
  }

  // --- what a client needs to know

  /** Its address, without {@code /graphql}. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The only token that it takes. */
  public String token() {
    return TOKEN;
  }

  // --- what a user of the platform does

  /** Creates an address, with TLP markings; gives its standard id. */
  public String addObservable(String value, String... tlp) {
    return addObservableOf(value.contains(":") ? "IPv6-Addr" : "IPv4-Addr", value, null, tlp);
  }

  /** Creates any observable; gives its standard id. */
  public String addObservableOf(String entityType, String value, String description, String... tlp) {
    return platform.addObservable(entityType, value, description, List.of(tlp));
  }

  /** Asks for an enrichment: a work and a job on the connector's queue; gives the work's id. */
  public String ask(String connectorId, String observableId) {
    Instant time = Instant.ofEpochMilli(workTimes.incrementAndGet()).truncatedTo(ChronoUnit.MILLIS);
    String workId = "work_" + connectorId + "_" + time;
    works.add(workId, observableId);
    connectors.publish(connectorId, job(workId, observableId).getBytes(StandardCharsets.UTF_8), Map.of());
    return workId;
  }

  private String job(String workId, String observableId) {
    ObjectNode job = JSON.createObjectNode();
    job.putObject("internal").put("work_id", workId).putNull("applicant_id").putNull("draft_id")
        .put("mode", "manual").put("trigger", "update");
    job.putObject("event").put("event_type", "INTERNAL_ENRICHMENT").put("entity_id", observableId)
        .put("entity_type", platform.entityType(observableId)).put("stix_entity", platform.stixOf(observableId))
        .putNull("stix_objects");
    return job.toString();
  }

  /** Puts any message on a connector's queue. */
  public void publish(String connectorId, byte[] body, Map<String, Object> headers) {
    connectors.publish(connectorId, body, headers);
  }

  /** Deletes a connector and its queues, as an administrator can. */
  public void forget(String connectorId) {
    connectors.forget(connectorId);
  }

  // --- faults

  /** Stops listening. */
  public synchronized void down() {
    server.stop(0);
  }

  /** Listens again, on the same port. */
  public synchronized void up() throws IOException {
    server = listen(port);
  }

  /** The next requests get this status and body. */
  public void failNext(int times, int status, String body) {
    synchronized (httpFailures) {
      for (int i = 0; i < times; i++) {
        httpFailures.add(new HttpFailure(status, body));
      }
    }
  }

  /** The next calls of a root field fail with this error; other fields of the same request still run. */
  public void errorNext(String rootField, String code, String message, int times) {
    Deque<Refusal> failures = fieldFailures.computeIfAbsent(rootField, name -> new ArrayDeque<>());
    synchronized (failures) {
      for (int i = 0; i < times; i++) {
        failures.add(new Refusal(code, message));
      }
    }
  }

  void failIfToldTo(String rootField) {
    Deque<Refusal> failures = fieldFailures.get(rootField);
    if (failures != null) {
      synchronized (failures) {
        Refusal refusal = failures.poll();
        if (refusal != null) {
          throw refusal;
        }
      }
    }
  }

  // --- what one can see

  /** A work. */
  public WorkView work(String id) {
    return works.view(id);
  }

  /** All works, oldest first. */
  public List<WorkView> allWorks() {
    return works.all();
  }

  /** An observable. */
  public ObservableView observable(String id) {
    return platform.view(id);
  }

  /** All other objects of a STIX type. */
  public List<JsonNode> objects(String stixType) {
    return platform.objects(stixType);
  }

  /** The bundles as they were pushed. */
  public List<JsonNode> bundles() {
    return List.copyOf(bundles);
  }

  /** All requests to the GraphQL API, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How often a root field was asked for. */
  public long count(String rootField) {
    return requests.stream().filter(request -> request.rootFields().contains(rootField)).count();
  }

  /** Whether a connector is registered. */
  public boolean registered(String connectorId) {
    return connectors.knows(connectorId);
  }

  /** How often a connector has pinged. */
  public int pings(String connectorId) {
    return connectors.pings(connectorId);
  }

  // --- for the engine

  Platform platform() {
    return platform;
  }

  Works works() {
    return works;
  }

  Connectors connectors() {
    return connectors;
  }

  boolean push(String connectorId, String text, String workId) {
    JsonNode bundle;
    try {
      bundle = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new Refusal("UNSUPPORTED_ERROR", "Invalid bundle");
    }
    if (!connectors.knows(connectorId) || !"bundle".equals(bundle.path("type").asText())
        || bundle.path("objects").isEmpty()) {
      throw new Refusal("UNSUPPORTED_ERROR", "Invalid bundle");
    }
    bundles.add(bundle);
    ingestor.take(bundle, workId);
    return true;
  }

  // --- HTTP

  private void graphQl(HttpExchange http) throws IOException {
    String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    HttpFailure failure;
    synchronized (httpFailures) {
      failure = httpFailures.poll();
    }
    if (failure != null) {
      send(http, failure.status(), failure.body());
      return;
    }
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      send(http, 500, "{\"status\":\"error\",\"error\":\"Unexpected end of JSON input\"}");
      return;
    }
    String type = String.valueOf(http.getRequestHeaders().getFirst("Content-Type"));
    if (request.isArray() || !request.has("query") || !type.startsWith("application/json")) {
      String message = request.isArray() ? "Operation batching disabled."
          : "POST body missing, invalid Content-Type, or JSON object has no keys.";
      send(http, 400, GraphQlEngine.write(Map.of("errors", List.of(GraphQlEngine.error("BAD_REQUEST", message, null)))));
      return;
    }
    send(http, 200, GraphQlEngine.write(answer(http, request)));
  }

  private Map<String, Object> answer(HttpExchange http, JsonNode request) {
    List<String> fields = GraphQlEngine.rootFields(request.path("query").asText());
    Map<String, String> headers = new TreeMap<>();
    http.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    requests.add(new Request(Instant.now(), fields, request.path("variables"), Map.copyOf(headers)));
    if (!("Bearer " + TOKEN).equals(headers.get("authorization"))) {
      // With HTTP 200, and for every field: the intended status stands in the extensions only.
      Map<String, Object> data = new LinkedHashMap<>();
      fields.forEach(field -> data.put(field, null));
      Map<String, Object> error = GraphQlEngine.error("AUTH_REQUIRED", "You must be logged in to do this.",
          fields.isEmpty() ? null : List.of(fields.get(0)));
      return Map.of("errors", List.of(error), "data", data);
    }
    return engine.execute(request);
  }

  /** The double's own paths, for the demo: no platform has them. */
  private void convenience(HttpExchange http) throws IOException {
    String path = http.getRequestURI().getPath();
    String query = String.valueOf(http.getRequestURI().getQuery());
    if (path.equals("/double/ask") && query.startsWith("value=")) {
      String work = ask(connectors.newest(), addObservable(query.substring("value=".length())));
      send(http, 200, "{\"work\":\"" + work + "\"}\n");
    } else if (path.equals("/double/works")) {
      send(http, 200, GraphQlEngine.write(works.all()) + "\n");
    } else {
      send(http, 404, "there are /double/ask?value=ADDRESS and /double/works\n");
    }
  }

  private static void send(HttpExchange http, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
    http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    http.getResponseBody().write(bytes);
    http.close();
  }

  @Override
  public void close() {
    server.stop(0);
    ingestor.close();
    threads.shutdownNow();
  }

  /** One request: root fields in order, variables, headers by lower-case name. */
  public record Request(Instant at, List<String> rootFields, JsonNode variables, Map<String, String> headers) {}

  /** A work as it is now. */
  public record WorkView(String id, String observableId, String status, List<String> messages, List<String> errors,
      int expected, int processed, List<String> history) {}

  /** An observable as it is now; labels with their colours. */
  public record ObservableView(String standardId, String value, String description, Integer score,
      Map<String, String> labels, List<String> references) {}

  private record HttpFailure(int status, String body) {}
}
