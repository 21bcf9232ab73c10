package io.github.camelcti.crowdsec.opencti;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.enrich.StoredIndicator;
import io.github.camelcti.crowdsec.opencti.graphql.GraphQlReply;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns the platform's answer to {@code read-indicator} into a {@link StoredIndicator}. */
public final class IndicatorReader {

  private IndicatorReader() {}

  /** @return the indicator, or null when there is none or the token's user may not see it */
  public static @Nullable StoredIndicator read(GraphQlReply reply) {
    JsonNode node = reply.data().path("indicator");
    if (!node.isObject()) {
      return null;
    }
    return new StoredIndicator(text(node, "name"), text(node, "description"), text(node.path("createdBy"), "standard_id"),
        number(node.path("x_opencti_score")), number(node.path("decayLiveDetails").path("live_score")),
        number(node.path("confidence")), node.path("revoked").asBoolean(), node.path("x_opencti_detection").asBoolean(),
        time(text(node, "valid_from")), time(text(node, "valid_until")),
        number(reply.data().path("me").path("effective_confidence_level").path("max_confidence")));
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.path(field).asText(null);
  }

  private static @Nullable Integer number(JsonNode node) {
    return node.isNumber() ? node.intValue() : null;
  }

  private static @Nullable Instant time(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
