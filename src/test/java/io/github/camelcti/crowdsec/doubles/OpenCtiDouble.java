package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * OpenCTI 6.9 as a server: GraphQL on a loopback port, jobs through a broker, a worker that imports bundles.
 *
 * <p>It answers what the platform was recorded to answer, errors included. Everything here may be called from
 * any thread.
 */
public final class OpenCtiDouble implements AutoCloseable {

  static final String TOKEN = "3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e";

  /**
   * A work as it stands.
   *
   * @param statusHistory every status it had, in order, {@code wait} first
   */
  public record WorkView(String id, String observableId, String status, List<String> messages,
      List<String> errors, int expected, int processed, List<String> statusHistory) {}

  /**
   * An observable as it stands.
   *
   * @param labels colours by label
   * @param references addresses of its external references
   */
  public record ObservableView(String value, String description, Integer score, Map<String, String> labels,
      List<String> references) {}

  /**
   * A request to {@code /graphql}, whatever the answer was.
   *
   * @param headers by name in lower case
   */
  public record Request(Instant at, String operationName, List<String> rootFields, JsonNode variables,
      Map<String, String> headers) {}

  static {
    // The JDK's server writes head and body apart: else every answer waits 40 ms for the client's ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Platform platform = new Platform();
  private final Works works = new Works();
  private final Faults faults = new Faults();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<JsonNode> bundles = Collections.synchronizedList(new ArrayList<>());
  private final Ingestor ingestor = new Ingestor(platform, works);
  private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
    Thread thread = new Thread(task, "opencti-double-http");
    thread.setDaemon(true);
    return thread;
  });
  private final Jobs jobs;
  private final GraphQlEngine engine;
  private final PlatformHttp http;
  private final int port;
  private HttpServer server;

  private OpenCtiDouble(Broker broker, int port) {
    this.jobs = new Jobs(broker);
    this.engine = new GraphQlEngine(platform, works, jobs, ingestor, bundles, faults);
    this.http = new PlatformHttp(engine, faults, requests);
    this.server = listen(port);
    this.port = server.getAddress().getPort();
  }

  /** Starts on a free port. */
  public static OpenCtiDouble start(Broker broker) {
    return start(broker, 0);
  }

  /** Starts on a given port. */
  public static OpenCtiDouble start(Broker broker, int port) {
    return new OpenCtiDouble(broker, port);
  }

  /** Address of the platform, without {@code /graphql}. */
  public String url() {
    return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
  }

  /** The one token that is let in. */
  public String token() {
    return TOKEN;
  }

  /** Stops the server and the worker; queues and their messages stay with the broker. */
  @Override
  public void close() {
    down();
    ingestor.close();
    jobs.close();
    threads.shutdownNow();
  }

  // What the analyst does

  /**
   * Adds an address, or finds the one that is there.
   *
   * @param tlp markings such as {@code TLP:RED}
   * @return its standard id
   */
  public String addObservable(String value, String... tlp) {
    return platform.add(Platform.entityTypeOf(value), value, null, tlp);
  }

  /** Adds an observable of a given type, {@code IPv4-Addr}, {@code IPv6-Addr} or {@code Domain-Name}. */
  public String addObservableOf(String entityType, String value, String description, String... tlp) {
    return platform.add(entityType, value, description, tlp);
  }

  /** Restricts an observable to an organization, which is known from then on. */
  public void restrict(String observableId, String organizationId) {
    platform.restrict(observableId, organizationId);
  }

  /** Puts a STIX object on the platform, as if it had been imported before. */
  public void addObject(JsonNode stix) {
    platform.upsert(stix.deepCopy());
  }

  /**
   * Asks a connector to enrich an observable.
   *
   * @return id of the work
   */
  public String ask(String connectorId, String observableId) {
    return engine.ask(connectorId, observableId);
  }

  /** Asks for several, in that order. */
  public List<String> askMany(String connectorId, Collection<String> observableIds) {
    return observableIds.stream().map(id -> ask(connectorId, id)).toList();
  }

  /** Puts any bytes into the connector's queue. */
  public void publish(String connectorId, byte[] body, Map<String, Object> headers) {
    jobs.publish(connectorId, body, headers);
  }

  /** Drops a connector and deletes its queues, as an administrator does. */
  public void forget(String connectorId) {
    engine.forget(connectorId);
  }

  // What can be seen

  /** The work with that id, null when there is none. */
  public WorkView work(String id) {
    return works.view(id);
  }

  /** All works, oldest first. */
  public List<WorkView> works() {
    return works.views();
  }

  /** Whether no work is waiting or in progress. */
  public boolean allWorksComplete() {
    return works.allComplete();
  }

  /** The observable with that standard id, internal id or id in a bundle; null when there is none. */
  public ObservableView observable(String id) {
    return platform.view(id);
  }

  /** The objects of a STIX type, observables included. */
  public List<JsonNode> objects(String stixType) {
    return platform.objects(stixType);
  }

  /** All requests to {@code /graphql} in order of arrival, refused ones included. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many requests asked for that root field. */
  public long count(String rootField) {
    return requests.stream().filter(request -> request.rootFields().contains(rootField)).count();
  }

  /** The bundles that were accepted, as pushed. */
  public List<JsonNode> bundles() {
    synchronized (bundles) {
      return List.copyOf(bundles);
    }
  }

  /** Whether the connector is registered. */
  public boolean registered(String connectorId) {
    return platform.registered(connectorId);
  }

  /** The state of the connector's last ping, null when none was sent. */
  public String lastState(String connectorId) {
    Map<String, Object> connector = platform.connector(connectorId);
    return connector == null ? null : (String) connector.get("connector_state");
  }

  /** How often the connector has pinged since it was first registered. */
  public int pings(String connectorId) {
    return platform.pings(connectorId);
  }

  // Trouble

  /** Stops the HTTP server: connections are refused. */
  public synchronized void down() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  /** Starts the HTTP server again on the same port; all state is as before. */
  public synchronized void up() {
    if (server == null) {
      server = listen(port);
    }
  }

  /** Answers the next requests with that status and body, before anything else happens. */
  public void failNext(int n, int status, String body) {
    faults.failNext(n, status, body);
  }

  /** Lets a root field fail the next times it is asked for; the other fields of the operation run. */
  public void errorNext(String rootField, String code, String message, int n) {
    faults.errorNext(rootField, PlatformError.ordered(code, message), n);
  }

  /** Waits that long before every answer. */
  public void latency(Duration duration) {
    faults.latency(duration);
  }

  // Server

  private HttpServer listen(int onPort) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort);
      HttpServer started = HttpServer.create(address, 0);
      started.setExecutor(threads);
      started.createContext("/graphql", http::handle);
      started.createContext("/double", this::control);
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

  /** For a person at the demo: ask with curl, see what came of it. */
  private void control(HttpExchange exchange) throws IOException {
    try (exchange) {
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      switch (call) {
        case "POST /double/ask" -> askByHand(exchange);
        case "GET /double/works" -> PlatformHttp.sendJson(exchange, 200, works());
        case "GET /double/objects" -> PlatformHttp.sendJson(exchange, 200, objects(null));
        default -> PlatformHttp.sendJson(exchange, 404, Map.of("error", "POST /double/ask?value=<address>, "
            + "GET /double/works, GET /double/objects"));
      }
    }
  }

  private void askByHand(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    String connector = platform.lastRegistered();
    if (!query.startsWith("value=") || query.length() == "value=".length()) {
      PlatformHttp.sendJson(exchange, 400, Map.of("error", "value is missing"));
    } else if (connector == null) {
      PlatformHttp.sendJson(exchange, 409, Map.of("error", "no connector is registered"));
    } else {
      String value = URLDecoder.decode(query.substring("value=".length()), StandardCharsets.UTF_8);
      PlatformHttp.sendJson(exchange, 200, Map.of("work", ask(connector, addObservable(value))));
    }
  }
}
