package io.github.camelcti.crowdsec.opencti.graphql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The platform's answer to one {@link Operation}. GraphQL errors come with HTTP 200, a wrong token too, so the status
 * says nothing (observed on 6.9.10).
 *
 * @param data the {@code data} object, never null but possibly with null fields
 * @param warnings errors of fields that do not matter
 */
public record GraphQlReply(JsonNode data, List<FieldError> warnings) {

  private static final int DEEPEST = 200;
  private static final int LONGEST_TEXT = 20 * 1024 * 1024;
  private static final int LONGEST_NUMBER = 100;
  /** Reads JSON from the platform, within limits that nothing it sends comes near. */
  public static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxNestingDepth(DEEPEST)
          .maxStringLength(LONGEST_TEXT)
          .maxNumberLength(LONGEST_NUMBER)
          .build())
      .build());
  private static final int LONGEST_QUOTE = 300;

  /**
   * Reads an answer.
   *
   * @param body the answer's text, may be null
   * @throws PlatformUnavailableException if the text is not a GraphQL answer, or any field has a temporary error
   * @throws TokenRefusedException if the platform rejects the token
   * @throws ForgottenException if the platform does not know the connector
   * @throws GraphQlException if the platform rejects a field that matters
   */
  public static GraphQlReply read(Operation operation, @Nullable String body) {
    JsonNode root = parse(operation, body);
    List<FieldError> warnings = new ArrayList<>();
    for (JsonNode error : root.path("errors")) {
      judge(operation, error, warnings);
    }
    JsonNode data = root.path("data");
    if (!data.isObject() && !root.has("errors")) {
      throw new PlatformUnavailableException(notAnAnswer(operation, body));
    }
    return new GraphQlReply(data.isObject() ? data : JSON.createObjectNode(), List.copyOf(warnings));
  }

  private static JsonNode parse(Operation operation, @Nullable String body) {
    try {
      JsonNode root = body == null ? null : JSON.readTree(body);
      if (root != null && root.isObject()) {
        return root;
      }
    } catch (JsonProcessingException e) {
      // falls through to the message below
    }
    throw new PlatformUnavailableException(notAnAnswer(operation, body));
  }

  private static void judge(Operation operation, JsonNode error, List<FieldError> warnings) {
    // Older platforms put the code in "name" at the top level, newer ones in extensions.code and copy it to "name".
    String code = error.path("extensions").path("code").asText(error.path("name").asText(null));
    String message = error.path("message").asText("no message");
    JsonNode path = error.path("path");
    String field = path.isArray() && !path.isEmpty() ? path.get(0).asText() : null;
    JsonNode data = error.path("extensions").path("data");
    ErrorKind kind = ErrorKind.of(field, code, message,
        (data.isObject() ? data : error.path("data")).path("http_status").asInt());
    String sentence = "OpenCTI answered " + operation.name() + (field == null ? "" : "/" + shorten(field)) + " with "
        + (code == null ? "an error" : shorten(code)) + ": " + shorten(message);
    switch (kind) {
      case TOKEN -> throw new TokenRefusedException(
          "OpenCTI rejects the token in OPENCTI_TOKEN (" + shorten(message) + ")");
      // In any field: a work without its update is as bad as a bundle that was not accepted.
      case WEATHER -> throw new PlatformUnavailableException(sentence);
      case FORGOTTEN -> throw new ForgottenException(code, sentence);
      case SCHEMA -> throw new GraphQlException(code, sentence);
      default -> {
        boolean whole = "BAD_USER_INPUT".equals(code) && operation.essential().isEmpty();
        if (field == null || whole || operation.essential().contains(field)) {
          throw new GraphQlException(code, sentence);
        }
        warnings.add(new FieldError(field, code, sentence));
      }
    }
  }

  private static String notAnAnswer(Operation operation, @Nullable String body) {
    String start = body == null || body.isBlank() ? "nothing" : "'" + shorten(body.strip()) + "'";
    return "OPENCTI_URL is not an OpenCTI GraphQL API (asked " + operation.name() + ", got " + start + ")";
  }

  private static String shorten(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
  }
}
