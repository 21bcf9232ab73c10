package io.github.camelcti.crowdsec.bench;

import io.github.camelcti.crowdsec.doubles.Broker;
import io.github.camelcti.crowdsec.doubles.Generation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * OpenCTI 6.9 for the bench: it knows the operations that the connector sends by their names, answers each with JSON
 * that lies ready, keeps nothing, and checks nothing. {@code LightPlatformTest} holds its answers against those of the
 * real double.
 */
final class LightPlatform implements AutoCloseable {

  static final String TOKEN = "3b2f1c7e-5d94-4a86-9c0e-7f1a2b3c4d5e";

  /** What a connector asks of the platform, known by a piece of the document. */
  enum Call {
    ABOUT("query CrowdSecAbout"),
    REGISTER("mutation CrowdSecRegister("),
    PING("mutation CrowdSecPing("),
    READ("query CrowdSecObservable("),
    RECEIVED("mutation CrowdSecReceived("),
    PUSH("mutation CrowdSecPush("),
    PUSH_ENDED("mutation CrowdSecPushWithEndedWork("),
    CLOSE("mutation CrowdSecClose("),
    UNKNOWN("");

    private final byte[] mark;

    Call(String mark) {
      this.mark = mark.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Told of a work that has ended: when, by {@link System#nanoTime}, and with what. */
  interface Closed {

    /** @param objects how many objects were pushed with it; 0 if it ended without a bundle */
    void closed(String workId, long at, int objects, int bytes);
  }

  /** Several mutations in one request. */
  private static final byte[] TOGETHER = "mutation CrowdSecWrite(".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ID = "\"id\":\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] WORK = "\"work\":\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] WORK_ID = "\"workId\":\"".getBytes(StandardCharsets.UTF_8);
  /** In a bundle that is a text in JSON: once for each object. */
  private static final byte[] OBJECT = "\\\"spec_version\\\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ASKED = "\"askObjects\":true".getBytes(StandardCharsets.UTF_8);
  private static final Pattern SHARED = Pattern.compile("\"((?:identity|location|attack-pattern|vulnerability)--[0-9a-f-]{36})\"");

  private final Map<Call, byte[]> ready = new EnumMap<>(Call.class);
  private final Map<Call, AtomicLong> calls = new EnumMap<>(Call.class);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong overlapped = new AtomicLong();
  private final AtomicReference<CompletableFuture<Long>> registration = new AtomicReference<>(new CompletableFuture<>());
  private final Map<Call, Long> lastHeld = new EnumMap<>(Call.class);
  private final UnaryOperator<String> addressOf;
  private final LightServer server;
  private volatile Closed closed = (work, at, objects, size) -> { };

  /**
   * @param broker where jobs come from
   * @param connectorId the one connector
   * @param addressOf the address of an observable, by its id
   */
  LightPlatform(Broker broker, String connectorId, Duration latency, UnaryOperator<String> addressOf) {
    this.addressOf = addressOf;
    for (Call call : Call.values()) {
      calls.put(call, new AtomicLong());
      lastHeld.put(call, 0L);
    }
    answer(Call.ABOUT, "{\"data\":{\"about\":{\"version\":\"" + Generation.V6_9.version() + "\"}}}");
    answer(Call.REGISTER, registered(broker, connectorId));
    answer(Call.PING, "{\"data\":{\"pingConnector\":{\"id\":\"" + connectorId + "\",\"connector_state\":null}}}");
    answer(Call.RECEIVED, "{\"data\":{\"workEdit\":{\"toReceived\":\"work\"}}}");
    answer(Call.PUSH, "{\"data\":{\"workEdit\":{\"toReceived\":\"work\"},\"stixBundlePush\":true}}");
    answer(Call.PUSH_ENDED,
        "{\"data\":{\"workEdit\":{\"toProcessed\":\"work\"},\"stixBundlePush\":true}}");
    answer(Call.CLOSE, "{\"data\":{\"workEdit\":{\"toProcessed\":\"work\"}}}");
    answer(Call.UNKNOWN, "{\"errors\":[{\"message\":\"the bench's OpenCTI does not know this operation\"}]}");
    server = new LightServer("light-platform", latency, this::take);
  }

  private static String registered(Broker broker, String id) {
    return ("{'data':{'registerConnector':{'id':'" + id + "','connector_state':null,"
        + "'connector_user_id':'88ec0c6a-13ce-5e39-b486-354fe4a7084f','config':{'connection':{'host':'" + broker.host()
        + "','vhost':'" + broker.vhost() + "','use_ssl':false,'port':" + broker.port() + ",'user':'" + broker.user()
        + "','pass':'" + broker.password() + "'},'listen':'listen_" + id + "','listen_exchange':'amqp.connector.exchange',"
        + "'listen_callback_uri':null,'push':'push_" + id + "','push_routing':'push_routing_" + id
        + "','push_exchange':'amqp.worker.exchange'}}}}").replace('\'', '"');
  }

  private void answer(Call call, String json) {
    ready.put(call, http(json));
  }

  private static byte[] http(String json) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json).getBytes(StandardCharsets.UTF_8);
  }

  private LightServer.Reply take(Request request) {
    Call call = callOf(request);
    calls.get(call).incrementAndGet();
    overlapped.addAndGet(server.waiting() > 0 ? 1 : 0);
    if (call == Call.REGISTER) {
      registration.get().complete(request.at());
    }
    byte[] answer = call == Call.READ ? observable(request.afterLast(ID), present(request)) : ready.get(call);
    return new LightServer.Reply(answer, (of, length, held, at) -> sent(call, of, length, held, at));
  }

  private static Call callOf(Request request) {
    if (request.beginsWith(TOGETHER)) {
      return Call.PUSH; // with the observable's description
    }
    for (Call call : Call.values()) {
      if (request.beginsWith(call.mark)) {
        return call;
      }
    }
    return Call.UNKNOWN;
  }

  /** What a connector asks for, it has sent before, so it is there. */
  private static String present(Request request) {
    return request.count(ASKED) == 0 ? "" : ",'stixCoreObjects':{'edges':[" + SHARED.matcher(request.body()).results()
        .map(id -> "{'node':{'standard_id':'" + id.group(1) + "','x_opencti_stix_ids':[],'objectMarking':[]}}")
        .collect(Collectors.joining(",")) + "]}";
  }

  private byte[] observable(String id, String present) {
    return http(("{'data':{'stixCyberObservable':{'id':'" + id + "','standard_id':'" + id + "','entity_type':'IPv4-Addr',"
        + "'observable_value':'" + addressOf.apply(id) + "','x_opencti_description':null,'objectMarking':[],"
        + "'objectOrganization':[],'objectLabel':[]},'stixDomainObjects':{'edges':[]}" + present + "}}").replace('\'', '"'));
  }

  private void sent(Call call, Request request, int answerBytes, long held, long at) {
    bytes.addAndGet(request.length() + answerBytes);
    lastHeld.put(call, held);
    if (call == Call.PUSH || call == Call.PUSH_ENDED) {
      closed.closed(request.afterLast(WORK_ID), at, request.count(OBJECT), request.length() - request.bodyAt());
    } else if (call == Call.CLOSE) {
      closed.closed(request.afterLast(WORK), at, 0, 0);
    }
  }

  String url() {
    return server.url();
  }

  void latency(Duration time) {
    server.latency(time);
  }

  /** Who is told of works that end; called by the server's one thread. */
  void onClosed(Closed listener) {
    closed = listener;
  }

  /** When the next registration comes in, by {@link System#nanoTime}. */
  CompletableFuture<Long> nextRegistration() {
    CompletableFuture<Long> next = new CompletableFuture<>();
    registration.set(next);
    return next;
  }

  /** So many requests so far, pings included. */
  long calls() {
    return calls.values().stream().mapToLong(AtomicLong::get).sum();
  }

  long calls(Call call) {
    return calls.get(call).get();
  }

  /** Bytes of all requests and answers so far, heads included. */
  long bytes() {
    return bytes.get();
  }

  /** Requests that came while another one was waiting for its answer. */
  long overlapped() {
    return overlapped.get();
  }

  /** How long a job's requests were held on the way from its read to its push; for {@link Closed}, one job at a time. */
  long lastHeldOnTheWay() {
    return Math.max(lastHeld.get(Call.READ), lastHeld.get(Call.RECEIVED)) + lastHeld.get(Call.PUSH);
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
