package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.doubles.StoredObservable.Marking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A generation of OpenCTI as a server: GraphQL on a loopback port, jobs through a broker, workers that import
 * bundles and call connectors.
 *
 * <p>It answers what the platform was recorded to answer, errors included. Everything here may be called from
 * any thread.
 */
public final class OpenCtiDouble extends OrderedTrouble implements AutoCloseable {

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

  /** What a connector answered in a playbook; the variables are all arguments of the mutation. */
  public record PlaybookStep(JsonNode bundle, JsonNode previousBundle, JsonNode variables) {}

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<JsonNode> bundles = Collections.synchronizedList(new ArrayList<>());
  private final Backend backend;
  private final PlatformServer server;
  private final AtomicReference<Duration> platformTime = new AtomicReference<>(Duration.ZERO);

  private OpenCtiDouble(Broker broker, Generation generation, int port) {
    this.backend = Backend.of(generation, broker, bundles);
    this.server = new PlatformServer(port, new PlatformHttp(backend, faults, requests)::handle,
        new HandControl(backend)::handle);
  }

  /** Starts the generation 6.9 on a free port. */
  public static OpenCtiDouble start(Broker broker) {
    return start(broker, 0);
  }

  /** Starts the generation 6.9 on a given port. */
  public static OpenCtiDouble start(Broker broker, int port) {
    return start(broker, Generation.V6_9, port);
  }

  /** Starts on a free port. */
  public static OpenCtiDouble start(Broker broker, Generation generation) {
    return start(broker, generation, 0);
  }

  /** Starts on a given port. */
  public static OpenCtiDouble start(Broker broker, Generation generation, int port) {
    return new OpenCtiDouble(broker, generation, port);
  }

  /** Which generation it is. */
  public Generation generation() {
    return backend.generation();
  }

  /** Address of the platform, without {@code /graphql}. */
  public String url() {
    return server.url();
  }

  /** The one token that is let in. */
  public String token() {
    return TOKEN;
  }

  /** Stops the server and the worker; queues and their messages stay with the broker. */
  @Override
  public void close() {
    server.close();
    backend.close();
  }

  // What the analyst does

  /**
   * Adds an address, or finds the one that is there.
   *
   * @param tlp markings such as {@code TLP:RED}
   * @return its standard id
   */
  public String addObservable(String value, String... tlp) {
    return backend.live().add(Platform.entityTypeOf(value), value, null, tlp);
  }

  /** Adds an observable of a given type, {@code IPv4-Addr}, {@code IPv6-Addr} or {@code Domain-Name}. */
  public String addObservableOf(String entityType, String value, String description, String... tlp) {
    return backend.live().add(entityType, value, description, tlp);
  }

  /** Restricts an observable to an organization, which is known from then on. */
  public void restrict(String observableId, String organizationId) {
    backend.live().restrict(observableId, organizationId);
  }

  /** Puts a STIX object on the platform, as if it had been imported before. */
  public void addObject(JsonNode stix) {
    backend.live().upsert(stix.deepCopy());
  }

  /** Changes an object by hand: by its id, the fields as STIX names them. */
  public void edit(String id, Map<String, ?> fields) {
    backend.live().editObject(id, it -> fields.forEach((name, value) -> it.set(name, OpenCtiClient.JSON.valueToTree(value))));
  }

  /** Lets an indicator lose its score with time, as the platform does by itself since 6.2. */
  public void decay(String indicatorId, int score) {
    backend.live().editObject(indicatorId, it -> it.put("x_opencti_score", score).put(Upserts.LIVE_SCORE, score));
  }

  /** Lets an indicator come to its end, as the platform does by itself. */
  public void expire(String indicatorId) {
    backend.live().editObject(indicatorId, it -> it.put("revoked", true).put("valid_until", Works.now()));
  }

  /** Changes the description of an observable by hand. */
  public void describe(String observableId, String description) {
    backend.live().edit(observableId, it -> it.description = description);
  }

  /**
   * Marks an observable with a marking definition of an administrator's own.
   *
   * @param type the kind that it was given, may be null
   * @param definition what it says
   */
  public void mark(String observableId, String type, String definition) {
    Marking marking = new Marking(Marking.of("own:" + definition).standardId(), type, definition);
    backend.live().edit(observableId, it -> it.markings.put(marking.standardId(), marking));
  }

  /** Labels an observable by hand. */
  public void label(String observableId, String... labels) {
    backend.live().edit(observableId, it -> it.labels.addAll(List.of(labels)));
  }

  /** Deletes an object that is no observable. */
  public void delete(String id) {
    backend.live().deleteObject(id);
  }

  /** The object that goes by that id, null when there is none. */
  public JsonNode object(String id) {
    return backend.live().stix(id);
  }

  /** The highest confidence that the connector's user may give. */
  public void capConfidence(int most) {
    backend.live().capConfidence(most);
  }

  /**
   * Asks a connector to enrich an observable.
   *
   * @return id of the work
   */
  public String ask(String connectorId, String observableId) {
    return backend.ask(connectorId, observableId, false, null);
  }

  /** Sends the job that a new observable causes when the connector is automatic. */
  public String askAutomatically(String connectorId, String observableId) {
    return backend.ask(connectorId, observableId, true, null);
  }

  /** Sends the jobs of two observables that were made in the same millisecond: they have one work. */
  public String askForTwoAtOnce(String connectorId, String one, String other) {
    String work = backend.ask(connectorId, one, true, null);
    return backend.ask(connectorId, other, true, null, work);
  }

  /** Asks for several, in that order. */
  public List<String> askMany(String connectorId, Collection<String> observableIds) {
    return observableIds.stream().map(id -> ask(connectorId, id)).toList();
  }

  /**
   * Lets a playbook come to the connector's step.
   *
   * @param more what earlier steps have put into the bundle beside the observable
   * @return id of the execution
   */
  public String askPlaybook(String connectorId, String observableId, JsonNode... more) {
    return backend.askPlaybook(connectorId, observableId, more);
  }

  /** Opens a draft and gives its id. */
  public String openDraft() {
    return backend.drafts().open();
  }

  /** Approves or drops a draft: from then on nobody gets in. */
  public void closeDraft(String draftId) {
    backend.drafts().close(draftId);
  }

  /** Asks a connector to enrich an observable within a draft. */
  public String askInDraft(String connectorId, String observableId, String draftId) {
    return backend.ask(connectorId, observableId, false, draftId);
  }

  /** Puts any bytes into the connector's queue. */
  public void publish(String connectorId, byte[] body, Map<String, Object> headers) {
    backend.jobs().publish(connectorId, body, headers);
  }

  /** Drops a connector and deletes its queues, as an administrator does. */
  public void forget(String connectorId) {
    backend.forget(connectorId);
  }

  /** Takes the connector's state and its waiting jobs away; its next ping hears of it. */
  public void resetState(String connectorId) {
    backend.resetState(connectorId);
  }

  // What can be seen

  /** The work with that id, null when there is none. */
  public WorkView work(String id) {
    return backend.works().view(id);
  }

  /** All works, oldest first. */
  public List<WorkView> works() {
    return backend.works().views();
  }

  /** Whether no work is waiting or in progress. */
  public boolean allWorksComplete() {
    return backend.works().allComplete();
  }

  /** The observable with that standard id, internal id or id in a bundle; null when there is none. */
  public ObservableView observable(String id) {
    return backend.live().view(id);
  }

  /** The objects of a STIX type, observables included. */
  public List<JsonNode> objects(String stixType) {
    return backend.live().objects(stixType);
  }

  /** What a connector answered to a step of that execution, in order. */
  public List<PlaybookStep> playbookSteps(String executionId) {
    return backend.playbooks().steps(executionId);
  }

  /** The objects of a STIX type that a draft has added or changed. */
  public List<JsonNode> draftObjects(String draftId, String stixType) {
    return backend.drafts().space(draftId).objects(stixType);
  }

  /** The observable as it is seen within a draft; null when there is none. */
  public ObservableView draftObservable(String draftId, String id) {
    return backend.drafts().space(draftId).view(id);
  }

  /** The bodies of the messages that came through push queues, without those of a bad form. */
  public List<JsonNode> pushMessages() {
    return backend.workers().messages();
  }

  /** What is wrong with the messages of a bad form, and their bodies. */
  public List<String> badMessages() {
    return backend.workers().badMessages();
  }

  /** The status of every answer to a job that was brought by HTTP, in order; 0 for no answer. */
  public List<Integer> callbacks() {
    return backend.caller().statuses();
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
    return backend.connectors().registered(connectorId);
  }

  /** The state of the connector's last ping, null when none was sent. */
  public String lastState(String connectorId) {
    Map<String, Object> connector = backend.connectors().connector(connectorId);
    return connector == null ? null : (String) connector.get("connector_state");
  }

  /** How often the connector has pinged since it was first registered. */
  public int pings(String connectorId) {
    return backend.connectors().pings(connectorId);
  }

  /** Forgets requests, bundles, closed works and all data, so that a long run does not fill the memory. */
  public void forgetWhatIsDone() {
    requests.clear();
    bundles.clear();
    backend.works().forgetComplete();
    backend.live().clear();
  }

  // Trouble

  /** Says another version than its schema's from now on. */
  public void claim(String version) {
    backend.connectors().claim(version);
  }

  /** Tells connectors that inner name of the broker, which nobody outside can resolve. */
  public void callBroker(String host) {
    backend.jobs().callBroker(host);
  }

  /** Puts that before the names of listen queues, as platforms with a queue prefix do. */
  public void prefixQueues(String prefix) {
    backend.jobs().prefix(prefix);
  }

  /** Tells connectors that the broker is there, and wants TLS. */
  public void callBrokerWithTls(String host, int port) {
    backend.jobs().callBrokerWithTls(host, port);
  }

  /** Tells connectors that password of the broker's user, as before a change of it; null for the one that works. */
  public void tellBrokerPassword(String password) {
    backend.jobs().tellPassword(password);
  }

  /** Makes a connector's exchanges, queues and bindings that are gone, and lets the worker serve them. */
  public void restoreQueues(String connectorId) {
    // A worker that leaves when results flow again would leave one that it has imported and not acknowledged.
    backend.workers().leave(connectorId);
    backend.jobs().declare(connectorId);
    backend.workers().serve(connectorId, null);
  }

  /** Moves the platform's clock: every full minute its manager closes old works. */
  public void timePasses(Duration duration) {
    platformTime.accumulateAndGet(duration, (before, more) -> {
      for (long minute = before.toMinutes(); minute < before.plus(more).toMinutes(); minute++) {
        if (generation().closesOldWorks()) {
          backend.works().closeOld();
        }
      }
      return before.plus(more);
    });
  }

  /** Lets the workers rest: what is pushed waits in the queue until {@link #workersWork}. */
  public void workersRest() {
    backend.ingestor().rest();
  }

  /** Whether all that the workers took from their queues is imported. */
  public boolean workersAreIdle() {
    return backend.ingestor().idle();
  }

  /** Lets the workers go on. */
  public void workersWork() {
    backend.ingestor().work();
  }

  /** Deletes a work, as an administrator does. */
  public void deleteWork(String id) {
    backend.works().delete(id);
  }

  /** Deletes the playbook of an execution: nobody waits for its answer any more. */
  public void dropPlaybook(String executionId) {
    backend.playbooks().drop(executionId);
  }

  /** Stops the HTTP server: connections are refused. */
  public void down() {
    server.down();
  }

  /** Starts the HTTP server again on the same port; all state is as before. */
  public void up() {
    server.up();
  }
}
