package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble.PlaybookStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Playbooks that have come to the connector's step, and what it answered there. Thread-safe. */
final class Playbooks {

  /** The user that playbooks run as. */
  static final String AUTOMATION = "9f3c1a52-6d0e-4a7b-8c21-5e4d3f2a1b0c";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Generation generation;
  private final Map<String, ObjectNode> executions = new LinkedHashMap<>();
  private final Map<String, List<PlaybookStep>> answers = new LinkedHashMap<>();
  private final Set<String> dropped = new HashSet<>();

  Playbooks(Generation generation) {
    this.generation = generation;
  }

  /** Begins an execution and gives the job for it; its id stands under {@code internal.playbook}. */
  synchronized ObjectNode open(ObjectNode observable, JsonNode... more) {
    if (!generation.atLeast(Generation.V5_12)) {
      throw new IllegalStateException(generation.version() + " has no playbooks");
    }
    String dataInstance = observable.path("id").asText();
    ObjectNode job = JSON.createObjectNode();
    ObjectNode internal = job.putObject("internal").putNull("work_id").put("applicant_id", AUTOMATION);
    if (generation.atLeast(Generation.V6_9_10)) {
      internal.put("mode", "auto").put("trigger", "create");
    }
    ObjectNode playbook = internal.putObject("playbook");
    if (generation.atLeast(Generation.V6_2)) {
      playbook.put("event_id", UUID.randomUUID().toString());
    }
    for (String name : List.of("execution_id", "playbook_id", "step_id", "previous_step_id")) {
      playbook.put(name, UUID.randomUUID().toString());
    }
    playbook.put("data_instance_id", dataInstance);
    ObjectNode event = job.putObject("event").put("entity_id", dataInstance);
    event.putObject("bundle").put("type", "bundle").put("id", "bundle--" + UUID.randomUUID())
        .putArray("objects").add(observable).addAll(List.of(more));
    String execution = playbook.path("execution_id").asText();
    executions.put(execution, playbook.deepCopy());
    answers.put(execution, new ArrayList<>());
    return job;
  }

  /** Takes the answer of a step, if it is one to a step that waits for it. */
  synchronized boolean answer(Map<String, Object> arguments) {
    String execution = String.valueOf(arguments.get("execution_id"));
    ObjectNode playbook = executions.get(execution);
    if (dropped.contains(execution)) {
      return false;
    }
    if (playbook == null) {
      throw PlatformError.functional("Playbook execution cannot be found", "execution_id", execution);
    }
    for (Map.Entry<String, JsonNode> id : playbook.properties()) {
      if (!id.getValue().asText().equals(arguments.get(id.getKey()))) {
        throw PlatformError.functional("Playbook step cannot be found", id.getKey(),
            String.valueOf(arguments.get(id.getKey())));
      }
    }
    JsonNode bundle = bundle(arguments, "bundle");
    JsonNode previous = bundle(arguments, "previous_bundle");
    if (!bundle.path("objects").findValuesAsText("id").contains(playbook.path("data_instance_id").asText())) {
      throw new PlatformError("UNSUPPORTED_ERROR", "Playbook base element no longer accessible",
          PlatformError.data(500, "BUSINESS", Map.of()));
    }
    answers.get(execution).add(new PlaybookStep(bundle, previous, JSON.valueToTree(arguments)));
    return true;
  }

  /** From then on, an answer is taken for nothing, without an error. */
  synchronized void drop(String execution) {
    dropped.add(execution);
  }

  private static JsonNode bundle(Map<String, Object> arguments, String name) {
    try {
      JsonNode bundle = JSON.readTree(String.valueOf(arguments.get(name)));
      if ("bundle".equals(bundle.path("type").asText())) {
        return bundle;
      }
    } catch (JsonProcessingException e) {
      throw PlatformError.internal(e.getOriginalMessage());
    }
    throw PlatformError.functional("Playbook bundle is no bundle", "argument", name);
  }

  synchronized List<PlaybookStep> steps(String execution) {
    return List.copyOf(answers.getOrDefault(execution, List.of()));
  }
}
