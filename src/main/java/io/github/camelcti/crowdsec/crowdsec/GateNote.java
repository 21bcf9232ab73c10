package io.github.camelcti.crowdsec.crowdsec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What a gate has to know after a restart, as JSON text: OpenCTI keeps it as the connector's state and shows it.
 *
 * @param reason why the gate is closed, {@link GateReason#OPEN} if it is not
 * @param since since when; null when open
 * @param nextTry when CrowdSec is tried next; null when open
 * @param attempts rejections so far, 0 when open
 * @param trouble why the last try got no answer, null when it got one
 * @param budgetSince start of the budget's period, null without a call in it
 * @param keyPrint fingerprint of the key that all this is about
 */
record GateNote(
    GateReason reason,
    @Nullable Instant since,
    @Nullable Instant nextTry,
    int attempts,
    @Nullable String trouble,
    @Nullable Instant budgetSince,
    int budgetUsed,
    String keyPrint) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The text, or null when there is nothing to keep. */
  @Nullable String toJson() {
    ObjectNode json = JSON.createObjectNode();
    if (since != null && nextTry != null) {
      json.put("reason", reason.name()).put("since", since.toString()).put("next_try", nextTry.toString())
          .put("attempts", attempts);
      if (trouble != null) {
        json.put("trouble", trouble);
      }
    }
    if (budgetSince != null) {
      json.put("budget_since", budgetSince.toString()).put("budget_used", budgetUsed);
    }
    return json.isEmpty() ? null : json.put("key", keyPrint).toString();
  }

  /** @throws IllegalArgumentException if it is something else */
  static GateNote read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.hasNonNull("key")) {
        throw new IllegalArgumentException("it does not say which key it belongs to");
      }
      GateReason reason = json.has("reason") ? GateReason.valueOf(json.path("reason").asText()) : GateReason.OPEN;
      Instant since = instant(json, "since");
      Instant nextTry = instant(json, "next_try");
      if (reason != GateReason.OPEN && (since == null || nextTry == null)) {
        throw new IllegalArgumentException("it has a reason, but no times");
      }
      return new GateNote(reason, since, nextTry, Math.max(1, json.path("attempts").asInt()),
          json.path("trouble").asText(null), instant(json, "budget_since"), json.path("budget_used").asInt(),
          json.path("key").asText());
    } catch (JsonProcessingException | DateTimeParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static @Nullable Instant instant(JsonNode json, String field) {
    return json.hasNonNull(field) ? Instant.parse(json.path(field).asText()) : null;
  }
}
