package io.github.camelcti.crowdsec.doubles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * A message that a connector has put into its push queue, read as strictly as its generation's form allows.
 *
 * @param body as sent, null when it is no JSON object
 * @param bundle what it brings, null when there is none
 * @param complaints what is wrong with it
 */
record PushMessage(JsonNode body, JsonNode bundle, List<String> complaints) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> ALWAYS =
      Set.of("applicant_id", "action_sequence", "entities_types", "content", "update", "work_id");

  static PushMessage read(Generation generation, byte[] bytes, BasicProperties properties) {
    List<String> complaints = new ArrayList<>();
    check(complaints, Integer.valueOf(2).equals(properties.getDeliveryMode()), "the delivery mode is not 2");
    check(complaints, !generation.atLeast(Generation.V5_12)
        || "utf-8".equalsIgnoreCase(properties.getContentEncoding()), "content_encoding is not utf-8");
    JsonNode body = json(bytes);
    if (body == null || !body.isObject()) {
      complaints.add("the body is no JSON object");
      return new PushMessage(null, null, complaints);
    }
    boolean bundleType = generation.atLeast(Generation.V6_2);
    boolean draft = generation.atLeast(Generation.V6_9_10);
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      check(complaints, ALWAYS.contains(name) || bundleType && name.equals("bundle_type")
          || draft && name.equals("draft_id"), name + " is unknown");
    }
    check(complaints, !bundleType || "QUEUE_BUNDLE".equals(body.path("bundle_type").asText()),
        "bundle_type is not QUEUE_BUNDLE");
    check(complaints, !body.path("applicant_id").asText("").isEmpty(), "applicant_id is missing");
    check(complaints, body.path("action_sequence").isInt() && body.path("action_sequence").intValue() > 0,
        "action_sequence is no number from 1");
    check(complaints, body.path("entities_types").isArray(), "entities_types is no list");
    check(complaints, body.path("update").isBoolean(), "update is no boolean");
    check(complaints, !draft || body.has("draft_id") && (body.path("draft_id").isTextual()
        || body.path("draft_id").isNull()), "draft_id is no text or null");
    check(complaints, !body.has("work_id") || body.path("work_id").isTextual(), "work_id is no text");
    JsonNode bundle = content(body);
    check(complaints, bundle != null && "bundle".equals(bundle.path("type").asText())
        && !bundle.path("objects").isEmpty(), "content is no bundle in base64");
    return new PushMessage(body, bundle, complaints);
  }

  String text(String field) {
    return body.path(field).asText(null);
  }

  private static void check(List<String> complaints, boolean right, String complaint) {
    if (!right) {
      complaints.add(complaint);
    }
  }

  private static JsonNode content(JsonNode body) {
    try {
      return json(Base64.getDecoder().decode(body.path("content").asText("")));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      return null;
    }
  }
}
