package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Reads the job message of every platform generation: what differs between them (entity type, applicant, draft, the
 * observable's own text) is optional here, and unknown keys are left alone.
 */
public final class JobReader {

  private static final int MAX_BYTES = 20 * 1024 * 1024;
  private static final int MAX_DEPTH = 200;
  private static final int MAX_ID = 500;

  private final ObjectMapper json = new ObjectMapper(JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(MAX_BYTES)
          .build())
      .build());

  /**
   * Reads one message.
   *
   * @param body the message's bytes, may be null
   * @return the job
   * @throws UnreadableJobException if this is no job; its message has a digest, not the content
   */
  public Job read(byte[] body) {
    if (body == null || body.length == 0) {
      throw new UnreadableJobException("the message is empty", null);
    }
    if (body.length > MAX_BYTES) {
      throw new UnreadableJobException(
          "the message has " + body.length + " bytes, more than " + MAX_BYTES + " (" + digest(body) + ")", null);
    }
    JsonNode root;
    try {
      root = json.readTree(body);
    } catch (IOException e) {
      throw new UnreadableJobException("the message is not JSON (" + digest(body) + ")", null);
    }
    JsonNode internal = root.path("internal");
    String workId = text(internal.path("work_id"));
    String entityId = text(root.path("event").path("entity_id"));
    if (entityId == null) {
      throw new UnreadableJobException("the message names no event.entity_id (" + digest(body) + ")", workId);
    }
    return new Job(entityId, workId, text(internal.path("applicant_id")), text(internal.path("draft_id")),
        internal.path("playbook").isObject());
  }

  /** A text that can be an id: not blank, not absurdly long, without control characters. */
  private static String text(JsonNode node) {
    if (!node.isTextual()) {
      return null;
    }
    String text = node.textValue().strip();
    boolean usable = !text.isEmpty() && text.length() <= MAX_ID && text.chars().noneMatch(Character::isISOControl);
    return usable ? text : null;
  }

  /** Names a message in the log without showing what is in it. */
  private static String digest(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return body.length + " bytes, sha256 " + HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** For messages that arrive as text. */
  public Job read(String body) {
    return read(body == null ? null : body.getBytes(StandardCharsets.UTF_8));
  }
}
