package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelcti.crowdsec.base.Sha256;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the job message of every platform generation: what differs between them (entity type, applicant, draft, the
 * observable's own text) is optional here, and unknown keys are ignored.
 */
public final class JobReader {

  /** Longest message that is read. */
  public static final int MAX_BYTES = 20 * 1024 * 1024;
  private static final int MAX_ID = 500;
  private static final int DIGEST = 16;

  private final Clock clock;

  /** @param clock tells when a playbook's step began */
  public JobReader(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads one message.
   *
   * @param body the message's bytes, may be null
   * @throws UnreadableJobException if this is not a job; its message has a digest, not the content
   */
  @SuppressWarnings("NullAway") // without an entity there is only what remains of a job
  public Job read(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      throw new UnreadableJobException("the message is empty", null);
    }
    if (body.length > MAX_BYTES) {
      throw new UnreadableJobException(
          "the message has " + body.length + " bytes, more than " + MAX_BYTES + " (" + digest(body) + ")", null);
    }
    JsonNode root;
    try {
      root = GraphQlReply.JSON.readTree(body);
    } catch (IOException e) {
      throw new UnreadableJobException("the message is not JSON (" + digest(body) + ")", null);
    }
    JsonNode internal = root.path("internal");
    Job job = new Job(text(root.path("event").path("entity_id")), text(internal.path("work_id")),
        text(internal.path("applicant_id")), text(internal.path("mode")), text(internal.path("draft_id")), playbook(root), false);
    if (job.entityId() == null) {
      throw new UnreadableJobException("the message has no event.entity_id (" + digest(body) + ")", job);
    }
    return job;
  }

  /** The playbook's step, null for other jobs. Recognized by {@code internal.playbook} in every generation. */
  private @Nullable Playbook playbook(JsonNode root) {
    JsonNode step = root.path("internal").path("playbook");
    if (!step.isObject()) {
      return null;
    }
    return new Playbook(text(step.path("execution_id")), text(step.path("event_id")), text(step.path("playbook_id")),
        text(step.path("data_instance_id")), text(step.path("step_id")), text(step.path("previous_step_id")),
        object(root.path("event").path("bundle")), clock.instant());
  }

  /** The platform sends some objects as JSON and some as text containing JSON: both are accepted everywhere. */
  private ObjectNode object(JsonNode node) {
    if (node.isTextual()) {
      try {
        return GraphQlReply.JSON.readTree(node.textValue()) instanceof ObjectNode inner ? inner : GraphQlReply.JSON.createObjectNode();
      } catch (IOException e) {
        return GraphQlReply.JSON.createObjectNode();
      }
    }
    return node instanceof ObjectNode object ? object : GraphQlReply.JSON.createObjectNode();
  }

  /** A text that can be an id: not blank, not absurdly long, without control characters. */
  private static @Nullable String text(JsonNode node) {
    if (!node.isTextual()) {
      return null;
    }
    String text = node.textValue().strip();
    boolean usable = !text.isEmpty() && text.length() <= MAX_ID && text.chars().noneMatch(Character::isISOControl);
    return usable ? text : null;
  }

  /** Identifies a message in the log without showing its content. */
  private static String digest(byte[] body) {
    return body.length + " bytes, sha256 " + Sha256.hex(body).substring(0, DIGEST);
  }

  /** For messages that arrive as text. */
  public Job read(@Nullable String body) {
    return read(body == null ? null : body.getBytes(StandardCharsets.UTF_8));
  }
}
