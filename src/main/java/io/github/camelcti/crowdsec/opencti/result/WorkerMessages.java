package io.github.camelcti.crowdsec.opencti.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.opencti.Job;
import io.github.camelcti.crowdsec.opencti.graphql.PlatformVersion;
import io.github.camelcti.crowdsec.stix.StixBundle;
import io.github.camelcti.crowdsec.stix.StixObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the platform's workers read from the push queue: one message per object, in the shape of their generation
 * (OpenCTI contract, section 5a). Splitting here, and not in the worker, works with every generation, and gives
 * the exact number to announce to the work.
 */
public final class WorkerMessages {

  /** How long the broker may take to confirm all messages of a result. */
  public static final Duration CONFIRMS = Duration.ofSeconds(30);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** From this version on, the importer knows the observable of a sighting by a field of its own. */
  private static final String SIGHTING_OF_OBSERVABLES = "5.11";

  private WorkerMessages() {}

  /**
   * @param bundle what to write
   * @param job the job that it answers: its work and its draft go along
   * @param applicantId the user on whose behalf, may be null
   * @param update whether the importer may overwrite what exists
   * @param version the platform's
   * @return the messages' bodies, JSON; referenced objects come first
   */
  public static List<byte[]> of(StixBundle bundle, Job job, @Nullable String applicantId, boolean update,
      PlatformVersion version) {
    Map<String, StixObject> objects = new LinkedHashMap<>();
    bundle.objects().forEach(object -> objects.put(object.id(), object));
    Map<String, Integer> weights = new HashMap<>();
    objects.keySet().forEach(id -> weigh(id, objects, weights));
    List<StixObject> ordered = new ArrayList<>(objects.values());
    ordered.sort(Comparator.comparing(object -> weights.get(object.id())));

    List<byte[]> messages = new ArrayList<>();
    for (StixObject object : ordered) {
      ObjectNode part = JSON.createObjectNode().put("type", "bundle").put("id", bundle.id()).put("spec_version", "2.1")
          .put("x_opencti_seq", weights.get(object.id()));
      part.putArray("objects").add(asImported(object, version));
      messages.add(message(part, messages.size() + 1, job, applicantId, update, version));
    }
    return messages;
  }

  /**
   * Whether the messages set the observable's description, not the call that ends the work: without a work there is no
   * such call, and in a draft that is closed by then it would not end the work.
   */
  public static boolean bringDescription(Job job) {
    return !job.hasWork() || job.inDraft();
  }

  /** 1 plus the weights of everything in the bundle that the object refers to: the workers' own order. */
  @SuppressWarnings("NullAway") // only ids that are in the map come here
  private static int weigh(String id, Map<String, StixObject> objects, Map<String, Integer> weights) {
    Integer known = weights.get(id);
    if (known != null) {
      return known;
    }
    weights.put(id, 1); // ends a cycle, should there ever be one
    int weight = 1;
    for (Map.Entry<String, Object> property : objects.get(id).properties().entrySet()) {
      for (Object reference : references(property)) {
        weight += objects.containsKey(reference) ? weigh((String) reference, objects, weights) : 0;
      }
    }
    weights.put(id, weight);
    return weight;
  }

  private static Collection<?> references(Map.Entry<String, Object> property) {
    if (property.getKey().endsWith("_ref")) {
      return List.of(property.getValue());
    }
    return property.getKey().endsWith("_refs") && property.getValue() instanceof Collection<?> many ? many : List.of();
  }

  private static ObjectNode asImported(StixObject object, PlatformVersion version) {
    ObjectNode node = JSON.valueToTree(object.properties());
    if (node.has("x_opencti_sighting_of_ref") && !version.atLeast(SIGHTING_OF_OBSERVABLES)) {
      node.set("sighting_of_ref", node.remove("x_opencti_sighting_of_ref"));
    }
    return node;
  }

  private static byte[] message(ObjectNode part, int sequence, Job job, @Nullable String applicantId, boolean update,
      PlatformVersion version) {
    ObjectNode message = JSON.createObjectNode();
    if (version.atLeast("6")) {
      message.put("bundle_type", "QUEUE_BUNDLE");
    }
    message.put("applicant_id", applicantId)
        .put("action_sequence", sequence);
    message.putArray("entities_types");
    message.put("content", Base64.getEncoder().encodeToString(write(part)))
        .put("update", update);
    if (version.atLeast("6.4")) {
      message.put("draft_id", job.inDraft() ? job.draftId() : "");
    }
    // Without a work the workers just import.
    if (job.hasWork() && !version.dropsResultsOfClosedWorks()) {
      message.put("work_id", job.workId());
    }
    return write(message);
  }

  private static byte[] write(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can't be written", e);
    }
  }
}
