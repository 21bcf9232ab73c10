package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The platform's worker: takes pushed bundles in, one after the other. Of a bundle with several objects it announces the
 * number itself; of one with a single object it does not, as observed on 6.9.10.
 */
final class Ingestor implements AutoCloseable {

  /** A worker sees a bundle only after the operation that pushed it has answered: 40 to 90 ms were seen on 6.9.10. */
  private static final long PICK_UP_MILLIS = 50;

  private static final String SIGHTED_OBSERVABLE = "x_opencti_sighting_of_ref";

  private final Platform platform;
  private final Works works;
  private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(work -> {
    Thread thread = new Thread(work, "opencti-double-worker");
    thread.setDaemon(true);
    return thread;
  });

  Ingestor(Platform platform, Works works) {
    this.platform = platform;
    this.works = works;
  }

  void take(JsonNode bundle, String workId) {
    worker.schedule(() -> ingest(bundle, workId), PICK_UP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void ingest(JsonNode bundle, String workId) {
    List<ObjectNode> objects = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode object : bundle.path("objects")) {
      objects.add((ObjectNode) object);
      ids.add(object.path("id").asText());
    }
    if (objects.size() > 1) {
      works.expect(workId, objects.size());
    }
    for (ObjectNode object : objects) {
      String missing = missingReference(object, ids);
      String error = missing == null ? platform.upsert(object) : "MISSING_REFERENCE_ERROR: " + missing;
      works.report(workId, error, error == null ? null : object.path("id").asText());
    }
  }

  private String missingReference(JsonNode object, Set<String> ids) {
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      String name = property.getKey();
      // An observable can't be sighted in STIX: the reference is a placeholder, the true one stands beside it.
      boolean placeholder = name.equals("sighting_of_ref") && object.has(SIGHTED_OBSERVABLE);
      if (name.endsWith("_ref") && !placeholder && isMissing(property.getValue().asText(), ids)) {
        return property.getValue().asText();
      }
      if (name.endsWith("_refs")) {
        for (JsonNode reference : property.getValue()) {
          if (isMissing(reference.asText(), ids)) {
            return reference.asText();
          }
        }
      }
    }
    return null;
  }

  private boolean isMissing(String id, Set<String> ids) {
    return !ids.contains(id) && !platform.has(id);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
