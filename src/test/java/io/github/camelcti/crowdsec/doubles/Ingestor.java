package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** The platform's worker: takes pushed bundles apart and imports them one by one, on its own thread, in order of arrival. */
final class Ingestor implements AutoCloseable {

  private final Generation generation;
  private final Works works;
  private final AtomicInteger pending = new AtomicInteger();
  private final ReentrantLock awake = new ReentrantLock();
  private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
    Thread thread = new Thread(task, "opencti-double-worker");
    thread.setDaemon(true);
    return thread;
  });

  Ingestor(Generation generation, Works works) {
    this.generation = generation;
    this.works = works;
  }

  /** Queues a bundle for the live data or a draft. */
  void take(JsonNode bundle, String workId, Platform space) {
    queue(() -> ingest(bundle, workId, space));
  }

  private void queue(Runnable task) {
    pending.incrementAndGet();
    worker.execute(() -> {
      awake.lock();
      awake.unlock();
      try {
        task.run();
      } finally {
        pending.decrementAndGet();
      }
    });
  }

  /** Whether nothing waits, and nothing is being imported. */
  boolean idle() {
    return pending.get() == 0;
  }

  /** Takes nothing from the queue until {@link #work}; both are called by one thread. */
  void rest() {
    awake.lock();
  }

  void work() {
    awake.unlock();
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  /** As the real one does: what has several objects is taken apart, and the parts go to the end of the queue. */
  private void ingest(JsonNode bundle, String workId, Platform space) {
    if (dropped(workId)) {
      return;
    }
    List<ObjectNode> waiting = new ArrayList<>();
    bundle.path("objects").forEach(object -> waiting.add(object.deepCopy()));
    // Only splitting announces: a bundle of one goes through as it is, and its sender has to announce it.
    if (waiting.size() == 1) {
      importOne(waiting.get(0), Set.of(), workId, space);
      return;
    }
    if (workId != null) {
      works.addExpectations(workId, waiting.size());
    }
    while (!waiting.isEmpty()) {
      ObjectNode next = next(waiting);
      waiting.remove(next);
      Set<String> stillToCome = ids(waiting);
      queue(() -> {
        if (!dropped(workId)) {
          importOne(next, stillToCome, workId, space);
        }
      });
    }
  }

  /** Acknowledged, and nothing done, without a word to anybody (observations, 13.1). */
  private boolean dropped(String workId) {
    return generation.dropsResultsOfClosedWorks() && workId != null && !works.alive(workId);
  }

  /** What others refer to comes first, as the worker orders it; in a circle, the first one. */
  private ObjectNode next(List<ObjectNode> waiting) {
    Set<String> ids = ids(waiting);
    for (ObjectNode object : waiting) {
      Set<String> references = references(object);
      references.remove(object.path("id").asText());
      references.retainAll(ids);
      if (references.isEmpty()) {
        return object;
      }
    }
    return waiting.get(0);
  }

  private void importOne(ObjectNode object, Set<String> stillToCome, String workId, Platform space) {
    String error = null;
    try {
      for (String reference : references(object)) {
        if (!space.exists(reference) && !stillToCome.contains(reference)) {
          error = failure("MISSING_REFERENCE_ERROR", "Element(s) not found", reference);
        }
      }
      if (error == null) {
        space.upsert(object);
      }
    } catch (PlatformError e) {
      error = failure(e.code(), e.getMessage(), object.path("id").asText());
    } catch (RuntimeException e) {
      // Whatever it is, the work must not wait for ever.
      error = failure("UNKNOWN_ERROR", e.toString(), object.path("id").asText());
    }
    if (workId == null) {
      return; // nobody to tell
    }
    works.reportExpectation(workId, error, error == null ? null : object.toString());
  }

  /** The worker writes a Python dictionary; the id is added here, so that a test sees which one. */
  private static String failure(String code, String message, String id) {
    return "{'name': '" + code + "', 'error_message': '" + message + "', 'id': '" + id + "'}";
  }

  private static Set<String> ids(List<ObjectNode> objects) {
    return objects.stream().map(object -> object.path("id").asText()).collect(Collectors.toSet());
  }

  private Set<String> references(ObjectNode object) {
    Set<String> references = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      // STIX lets no sighting be of an observable; OpenCTI's own field replaces the placeholder there.
      // Importers before 5.11 don't know that field: there the placeholder is something that is missing.
      boolean placeholder = generation.atLeast(Generation.V5_12) && name.equals("sighting_of_ref")
          && object.hasNonNull("x_opencti_sighting_of_ref");
      if (name.endsWith("_ref") && field.getValue().isTextual() && !placeholder) {
        references.add(field.getValue().textValue());
      } else if (name.endsWith("_refs")) {
        field.getValue().forEach(reference -> references.add(reference.asText()));
      }
    }
    return references;
  }
}
